import { describe, expect, it } from "vitest";
import { readMailDns } from "../../../bin/doctor/read-mail-dns.ts";
import { useNameServer } from "./name-server.ts";

const { texts, resolver } = useNameServer();
const dmarc = "v=DMARC1; p=none";

async function findDmarc(from: string) {
  return (await readMailDns(from, undefined, resolver)).dmarc;
}

describe("DMARC", () => {
  it("is the sender's own record", async () => {
    texts.set("_dmarc.news.shop.com", [dmarc]);
    texts.set("_dmarc.shop.com", ["v=DMARC1; p=reject"]);
    expect(await findDmarc("news.shop.com")).toEqual({
      kind: "read",
      value: { domain: "news.shop.com", records: [dmarc] },
    });
  });

  it("is the nearest domain's above it, past texts that are something else", async () => {
    texts.set("_dmarc.news.shop.com", ["google-site-verification=x"]);
    texts.set("_dmarc.shop.com", [dmarc]);
    expect(await findDmarc("news.shop.com")).toMatchObject({ value: { domain: "shop.com" } });
  });

  it("is not asked of a top-level domain, and of at most 8 domains", async () => {
    texts.set("_dmarc.com", [dmarc]);
    expect(await findDmarc("shop.com")).toMatchObject({ value: { records: [] } });
    const long = "a.b.c.d.e.f.g.h.i.shop.com";
    texts.set("_dmarc.c.d.e.f.g.h.i.shop.com", [dmarc]);
    expect(await findDmarc(long)).toMatchObject({ value: { records: [] } });
    texts.set("_dmarc.d.e.f.g.h.i.shop.com", [dmarc]);
    expect(await findDmarc(long)).toMatchObject({ value: { domain: "d.e.f.g.h.i.shop.com" } });
  });

  it("is unknown where the name server fails", async () => {
    texts.set("_dmarc.shop.com", "broken");
    expect(await findDmarc("shop.com")).toMatchObject({ kind: "unknown" });
  });
});

describe("SPF", () => {
  it("is every v=spf1 text of the MAIL FROM domain, its pieces put together", async () => {
    texts.set("bounce.shop.com", [
      "something else",
      ["v=spf1 include:amazon", "ses.com ~all"],
      "v=spf10 no",
    ]);
    const { spf } = await readMailDns("shop.com", "bounce.shop.com", resolver);
    expect(spf).toEqual({ kind: "read", value: ["v=spf1 include:amazonses.com ~all"] });
  });

  it("is nothing where the domain is not there, and not asked where SES's own stands in", async () => {
    const nowhere = await readMailDns("shop.com", "bounce.shop.com", resolver);
    expect(nowhere.spf).toEqual({ kind: "read", value: [] });
    expect((await readMailDns("shop.com", undefined, resolver)).spf).toBeUndefined();
  });

  it("is unknown where the name server fails", async () => {
    texts.set("bounce.shop.com", "broken");
    const { spf } = await readMailDns("shop.com", "bounce.shop.com", resolver);
    expect(spf).toMatchObject({ kind: "unknown" });
  });
});
