import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as z from "zod/mini";
import { logFailure, logHandled } from "../log.ts";
import { plainMiddy } from "./plain-middy.ts";
import { readInput } from "./read-input.ts";

/** Payload format 2.0 of a function URL, whose header names are in lower case. */
const payload = z.object({
  rawQueryString: z.string(),
  headers: z.record(z.string(), z.string()),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
});
type Payload = z.infer<typeof payload>;

export interface HttpRequest {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

export interface HttpPage {
  readonly status: number;
  readonly html: string;
  /** Of the page's own style element, the one thing that it may load: `sha256-…`. */
  readonly styleHash: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A Lambda behind a function URL that answers with a page of its own. What throws becomes a 502 and
 * counts as an error of the function, which its alarm watches.
 */
export function httpHandler(answer: (request: HttpRequest) => Promise<HttpPage>) {
  return plainMiddy<Payload, APIGatewayProxyStructuredResultV2>()
    .before((request) => {
      request.event = readInput("a request of a function URL", payload, request.event);
    })
    .onError(({ error }) => logFailure("request failed", error))
    .handler(async ({ rawQueryString, headers, requestContext }: Payload) => {
      const { method } = requestContext.http;
      const page = await answer({ method, query: new URLSearchParams(rawQueryString), headers });
      logHandled("request", { method, status: page.status });
      return {
        statusCode: page.status,
        headers: { ...safeHeaders(page.styleHash), ...page.headers },
        body: page.html,
      };
    });
}

/** No scripts, no frames, no other hosts; the address carries a token, so it is sent nowhere. */
function safeHeaders(styleHash: string): Record<string, string> {
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": [
      "default-src 'none'",
      `style-src '${styleHash}'`,
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
  };
}
