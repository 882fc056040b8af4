/**
 * The English catalogue: each reason and problem by its code, as a plain sentence without its full
 * stop. `{name}` stands for a parameter. A code is stored in records and never changes its meaning;
 * the sentence may be improved at any time. Keep the codes in alphabetical order.
 */
export const english = {
  "address-bounced": "the {channel} address does not exist: a message to it came back for good",
  "address-complained": "the reader of this {channel} address called a message spam",
  "address-dead": "the provider takes no message for this {channel} address any more",
  "address-listed": "the provider keeps this {channel} address on its suppression list",
  "address-opted-out": "the reader of this {channel} address opted out of {purpose}",
  "address-soft-bounced":
    "messages to this {channel} address came back too often without a delivery between",
  "event-value-without-default":
    'has no "default": a message whose event lacks it is dropped; write one where the mail can do without',
  "mail-without-opt-out-link": "no opt-out link could be made",
  "part-empty": "{part} came out empty",
  "push-empty": "the title or body of push.json came out empty",
  "sender-missing": "settings.json names no {sender}",
  "sms-too-long": "the SMS takes {parts} parts; at most {most} go out",
  "template-part-missing": "template {template} has no {part}",
  "text-fails": "the text can't be made: {said}",
  "text-too-long": "the text is too long",
  "value-missing": "no value for {variable}",
} as const satisfies Readonly<Record<string, string>>;
