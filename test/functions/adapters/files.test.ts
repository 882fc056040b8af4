import { describe, expect, it } from "vitest";
import { files } from "../../../src/aws/wire.ts";
import { type Answer, useAwsRecorder } from "./aws-recorder.ts";

const aws = useAwsRecorder(() => ({ definitionsBucket: "definitions" }));
const s3Error = (code: string, status: number): Answer => ({
  status,
  body: `<Error><Code>${code}</Code><Message>why</Message></Error>`,
  type: "application/xml",
});

describe("reading a file", () => {
  it("gets its text as UTF-8, whatever its name", async () => {
    aws.answer({ status: 200, body: "<p>生日快乐 🎂</p>", type: "text/html" });
    expect(await files.read("templates/生日/email.html")).toBe("<p>生日快乐 🎂</p>");
    const { method, path } = aws.calls[0]!;
    expect(method).toBe("GET");
    expect(decodeURIComponent(path)).toMatch(/^\/definitions\/templates\/生日\/email\.html/);
  });

  it("says where one is no UTF-8, instead of reading it wrongly", async () => {
    const gbk = Buffer.concat([Buffer.from("Hi\n"), Buffer.from([0xc4, 0xe3, 0xba, 0xc3])]);
    aws.answer({ status: 200, body: gbk, type: "text/plain" });
    expect(await files.read("templates/a/sms.txt")).toEqual({
      line: 2,
      byte: 4,
      encoding: "GB18030",
    });
  });

  it("finds an empty one empty and a missing one missing", async () => {
    aws.answer({ status: 200, body: "", type: "text/plain" });
    expect(await files.read("templates/a/sms.txt")).toBe("");
    aws.answer(s3Error("NoSuchKey", 404));
    expect(await files.read("templates/b/sms.txt")).toBeUndefined();
  });

  it("is tried again by itself when the connection is cut, and is then worth another try", async () => {
    aws.answer("break", { status: 200, body: "{}", type: "text/plain" });
    expect(await files.read("settings.json")).toBe("{}");
    aws.answer("break", "break", "break", "break");
    await expect(files.read("settings.json")).rejects.toMatchObject({ name: "FilesUnavailable" });
  });

  it("is worth another try when S3 stumbles, and not when it is forbidden", async () => {
    const failure = s3Error("InternalError", 500);
    aws.answer(failure, failure, failure, failure);
    await expect(files.read("settings.json")).rejects.toMatchObject({ name: "FilesUnavailable" });
    aws.answer(s3Error("AccessDenied", 403));
    await expect(files.read("settings.json")).rejects.toMatchObject({
      name: "ConfigurationInvalid",
    });
  });
});

describe("writing a file", () => {
  it("puts it under its path with a type that a browser shows", async () => {
    aws.answer({ status: 200, body: "", type: "application/xml" });
    await files.write("journeys/winback.report.json", '{"ok":true,"说":"好"}');
    const { method, path, headers, body } = aws.calls[0]!;
    expect(method).toBe("PUT");
    expect(path).toMatch(/^\/definitions\/journeys\/winback\.report\.json/);
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(body).toContain('{"ok":true,"说":"好"}');
  });
});
