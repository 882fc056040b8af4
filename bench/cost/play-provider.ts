import type { Feedback } from "../../src/core/messages/feedback.ts";
import type { RenderedMessage } from "../../src/core/messages/rendered.ts";
import type { ProviderAnswer } from "../../src/core/ports.ts";
import { HOUR, type Instant, SECOND } from "../../src/core/time/instant.ts";

/** What SES tells of a mail that is read: Send at once, Delivery soon, Open an hour later. */
const mailEvents = [
  { kind: "accepted", after: SECOND },
  { kind: "delivered", after: 5 * SECOND },
  { kind: "opened", after: HOUR },
] as const;

/**
 * A provider that takes everything and reports on mail as SES does; push through SNS reports nothing.
 * @param feedback told what comes back, and after how many seconds
 */
export function playProvider(
  calls: { feedbackMessages: number; providerCalls: number },
  feedback: (feedback: Feedback, delaySeconds: number) => void,
): {
  readonly answer: (message: RenderedMessage) => ProviderAnswer;
  readonly sent: (message: RenderedMessage, at: Instant) => void;
} {
  return {
    answer(message) {
      calls.providerCalls += 1;
      return { kind: "accepted", providerId: providerId(message) };
    },
    sent(message, at) {
      if (message.channel !== "email") return;
      for (const { kind, after } of mailEvents) {
        calls.feedbackMessages += 1;
        const said = { message: message.id, at: at + after, providerId: providerId(message), kind };
        feedback(said, after / SECOND);
      }
    },
  };
}

/** As long as the ids of SES (60 characters) and of SNS (36). */
function providerId({ channel, id }: RenderedMessage): string {
  return channel === "email" ? id.padEnd(60, "0") : id.padEnd(36, "0");
}
