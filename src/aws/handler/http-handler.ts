import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as z from "zod/mini";
import { correlated } from "../correlation.ts";
import { logFailure, logHandled, withoutWords } from "../log.ts";
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
  /** Hash of the page's own style element, the only thing that the page may load: `sha256-…`. */
  readonly styleHash: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A Lambda behind a function URL that answers with a page of its own. What throws becomes a 502 and
 * counts as an error of the function, which its alarm watches.
 */
export function httpHandler(answer: (request: HttpRequest) => Promise<HttpPage>) {
  return plainMiddy<Payload, APIGatewayProxyStructuredResultV2>().handler((event: Payload) =>
    correlated({}, async () => {
      try {
        const read = readInput("a request of a function URL", payload, event);
        const { rawQueryString, headers, requestContext } = read;
        const { method } = requestContext.http;
        const query = new URLSearchParams(rawQueryString);
        const page = await answer({ method, query, headers });
        logHandled("request", { method, status: page.status });
        return {
          statusCode: page.status,
          headers: { ...safeHeaders(page.styleHash), ...page.headers },
          body: page.html,
        };
      } catch (error) {
        logFailure("request failed", error);
        throw withoutWords(error);
      }
    }),
  );
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
