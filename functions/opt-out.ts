import { correlate } from "../src/aws/correlation.ts";
import { type HttpPage, httpHandler } from "../src/aws/handler/http-handler.ts";
import { logRefusal } from "../src/aws/log.ts";
import * as wire from "../src/aws/wire.ts";
import { optOutLink } from "../src/core/customers/proven-grant.ts";
import { hashId } from "../src/core/hash.ts";
import {
  choosePageLanguage,
  type OptOutMoment,
  renderOptOutPage,
  styleHash,
} from "../src/core/messages/opt-out-page.ts";
import type { OptOut } from "../src/core/messages/opt-out-token.ts";
import type { Ports } from "../src/core/ports.ts";
import type { Instant } from "../src/core/time/instant.ts";
import type { EmittedEvent } from "../src/core/turns/effect.ts";

/**
 * The page behind opt-out links (RFC 8058). GET asks, since scanners follow links; POST withdraws
 * the consent, whatever its body says: the mail provider's `List-Unsubscribe=One-Click` or the
 * page's own form. A refusal that is not understood is worse than one too many.
 */
export function createHandler(ports: Pick<Ports, "bus" | "clock" | "optOutLinks">) {
  return httpHandler(async ({ method, query, headers }) => {
    const page = (status: number, moment: OptOutMoment, more?: HttpPage["headers"]): HttpPage => {
      const html = renderOptOutPage(moment, choosePageLanguage(headers["accept-language"]));
      return { status, html, styleHash, ...(more === undefined ? {} : { headers: more }) };
    };
    const said = await ports.optOutLinks.open(query.get("t") ?? "");
    if (said === undefined) {
      logRefusal("an opt-out link that we did not seal", { method });
      return page(400, "bad-link");
    }
    correlate({ messageId: said.message });
    if (method === "GET" || method === "HEAD") return page(200, "ask");
    if (method !== "POST") return page(405, "ask", { allow: "GET, HEAD, POST" });
    await ports.bus.emit(optedOut(said, ports.clock.now()));
    return page(200, "done");
  });
}

/** Named by its instant too: who consented again may opt out again by the same link. */
function optedOut({ message, customer, channel, purpose }: OptOut, at: Instant): EmittedEvent {
  return {
    id: hashId(message, "opted-out", at),
    type: "customer.opted-out",
    customer,
    at,
    properties: { message, channel, purpose },
    profile: { consents: { [`${channel}:${purpose}`]: { given: false, source: optOutLink } } },
  };
}

export const handler = createHandler({
  bus: wire.bus,
  clock: wire.clock,
  optOutLinks: wire.optOutLinks,
});
