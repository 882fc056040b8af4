import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach } from "vitest";

export type Input = Readonly<Record<string, string>>;

/** What an operation answers: JSON, an XML text, or an error by its name. */
export type AccountAnswer =
  | object
  | string
  | { readonly error: string; readonly message: string; readonly status?: number }
  /** An answer as it is, whatever the protocol. */
  | { readonly raw: string };

/** Answers by operation, such as `GetAccount`; a function is given what was sent. */
export type Account = Record<string, AccountAnswer | ((input: Input) => AccountAnswer)>;

/**
 * An AWS account on the loopback that speaks the protocol of each service as documented: JSON with a
 * target, query with XML, REST. What it has no answer for it refuses as AWS refuses a stranger.
 */
export function useAwsAccount(usual: () => Account): {
  readonly account: Account;
  readonly asked: string[];
} {
  const account: Account = {};
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const call = readCall(request, Buffer.concat(chunks).toString());
      asked.push(call.operation);
      const { status, headers, body } = answerOf(account, call);
      response.writeHead(status, headers).end(body);
    });
  });

  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env.AWS_REGION = "eu-west-1";
    process.env.AWS_ACCESS_KEY_ID = "local";
    process.env.AWS_SECRET_ACCESS_KEY = "local";
  });
  beforeEach(() => {
    for (const operation of Object.keys(account)) delete account[operation];
    Object.assign(account, usual());
    asked.length = 0;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return { account, asked };
}

interface Call {
  readonly operation: string;
  readonly input: Input;
  readonly xml: boolean;
}

/** Lambda and SES name their operations by path alone. */
const paths: readonly (readonly [RegExp, string])[] = [
  [/^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/configuration$/, "GetFunctionConfiguration"],
  [/^\/2015-03-31\/event-source-mappings\/(?<UUID>[^/]+)$/, "GetEventSourceMapping"],
  [/^\/2016-08-19\/account-settings$/, "GetAccountSettings"],
  [/^\/v2\/email\/account$/, "GetAccount"],
  [/^\/v2\/email\/identities\/(?<EmailIdentity>[^/]+)$/, "GetEmailIdentity"],
  [
    /^\/v2\/email\/configuration-sets\/(?<ConfigurationSetName>[^/]+)\/event-destinations$/,
    "GetConfigurationSetEventDestinations",
  ],
  [/^\/v2\/email\/configuration-sets\/(?<ConfigurationSetName>[^/]+)$/, "GetConfigurationSet"],
];

function readCall({ headers, url = "" }: IncomingMessage, body: string): Call {
  const target = headers["x-amz-target"];
  if (typeof target === "string") {
    return { operation: target.split(".").at(-1) ?? "", input: JSON.parse(body), xml: false };
  }
  const form = new URLSearchParams(body);
  const action = form.get("Action");
  if (action !== null) return { operation: action, input: Object.fromEntries(form), xml: true };
  const path = decodeURIComponent(url.split("?")[0] ?? "").replace(/\/$/, "");
  for (const [pattern, operation] of paths) {
    const match = pattern.exec(path);
    if (match !== null) return { operation, input: { ...match.groups }, xml: false };
  }
  return { operation: path, input: {}, xml: false };
}

function answerOf(account: Account, { operation, input, xml }: Call) {
  const made = account[operation];
  const answer = (typeof made === "function" ? made(input) : made) ?? {
    error: xml ? "AccessDenied" : "AccessDeniedException",
    message: `not authorized to perform: ${operation}`,
    status: 403,
  };
  const type = xml ? "text/xml" : "application/json";
  if (typeof answer === "object" && "raw" in answer) {
    return { status: 200, headers: { "content-type": "text/html" }, body: answer.raw as string };
  }
  if (typeof answer === "object" && "error" in answer) {
    const {
      error,
      message,
      status = 400,
    } = answer as { error: string; message: string; status?: number };
    const body = xml
      ? `<ErrorResponse><Error><Type>Sender</Type><Code>${error}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`
      : JSON.stringify({ __type: error, message });
    return { status, headers: { "content-type": type, "x-amzn-errortype": error }, body };
  }
  const body = xml
    ? `<${operation}Response><${operation}Result>${answer as string}</${operation}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${operation}Response>`
    : JSON.stringify(answer);
  return { status: 200, headers: { "content-type": type }, body };
}
