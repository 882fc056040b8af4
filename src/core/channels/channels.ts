/** Everything that differs from channel to channel, as one row. What a rule asks is a column here. */
export interface ChannelRow {
  /**
   * Files of a template folder that a message of the channel is made of: one of each group, the
   * first of a group being the one to name when all are missing.
   */
  readonly parts: readonly (readonly string[])[];
  /** Which texts are taken as an address of the channel, and how two of them are compared. */
  readonly address: AddressForm;
  /** Whether settings.json has to name a sender before a message of the channel can be made. */
  readonly sender: "always" | "for-marketing" | "never";
  /**
   * How the customer refuses from within a message: a signed link, words of the text that name the
   * reply, or nothing: the device or the app has the switch.
   */
  readonly optOut: "link" | "reply" | "device";
  /**
   * Legal quiet hours, unless settings.json says otherwise: in the customer's own zone, for every
   * purpose that is not transactional. The first rule with the customer's country counts, then the
   * first that names no country.
   */
  readonly quietHours: readonly LegalQuietHours[];
  /** Whether the provider tells later what became of a message: delivered, bounced, complained. */
  readonly feedback: boolean;
  readonly limits: ChannelLimits;
  /**
   * Messages a second that its queue is worked off at, as the concurrency in lib/message-delivery.ts
   * has it: no more is let go at a gate at a time than goes out in 10 minutes.
   */
  readonly perSecond: number;
}

export interface AddressForm {
  /** Characters. What is longer or shorter is refused at intake. */
  readonly shortest: number;
  readonly longest: number;
  /** See {@link normalAddress}. */
  readonly normalForm: "email" | "phone" | "as-written";
  /** Whether it is a person's, as a mailbox or a number is; not so: a device's or an app's. */
  readonly ofPerson: boolean;
}

export interface LegalQuietHours {
  /** ISO 3166; absent: every country without a rule of its own. */
  readonly country?: string;
  /** "21:00-08:00": local times of day, the second not included. */
  readonly between: string;
}

/** Beyond these the provider refuses the message. Absent: no limit is known. */
export interface ChannelLimits {
  /** Parts that one SMS is sent in. */
  readonly smsParts?: number;
  /** Characters of one SMS that has any outside GSM-7. */
  readonly ucs2Characters?: number;
  /** Bytes of a push message in the form that its platform gets. */
  readonly payloadBytes?: number;
  /** Keys for an app that the platform keeps for itself; `*` stands for any ending. */
  readonly reservedKeys?: readonly string[];
}

/**
 * The channels, in the order in which people see them. One more row is a compile error wherever a
 * channel needs code of its own; all other places loop over {@link channels}.
 */
export const channelTable = {
  email: {
    parts: [["subject.txt"], ["email.html", "email.txt"]],
    address: { shortest: 3, longest: 512, normalForm: "email", ofPerson: true },
    sender: "always",
    optOut: "link",
    // Mail does not ring.
    quietHours: [],
    feedback: true,
    limits: {},
    perSecond: 13,
  },
  sms: {
    parts: [["sms.txt"]],
    address: { shortest: 3, longest: 512, normalForm: "phone", ofPerson: true },
    sender: "for-marketing",
    optOut: "reply",
    quietHours: [
      // TCPA: no solicitation before 8 am or after 9 pm at the called party, 47 CFR 64.1200(c)(1).
      { country: "US", between: "21:00-08:00" },
      // Carriers' promotional window is 08:00-22:00 (Huawei Cloud Message & SMS, published rules).
      { country: "CN", between: "22:00-08:00" },
      // Elsewhere the stricter of the two, for what rings in a pocket.
      { between: "21:00-08:00" },
    ],
    feedback: false,
    // AWS: at most 1,530 GSM-7 characters, 10 parts of 153, or 630 others, though 10 parts hold 670.
    // https://docs.aws.amazon.com/sms-voice/latest/userguide/sms-limitations-character.html
    limits: { smsParts: 10, ucs2Characters: 630 },
    perSecond: 13,
  },
  push: {
    parts: [["push.json"]],
    address: { shortest: 3, longest: 512, normalForm: "as-written", ofPerson: false },
    sender: "never",
    optOut: "device",
    quietHours: [{ between: "22:00-08:00" }],
    feedback: false,
    limits: {
      // APNs: "Payload size exceeds 4 KB"; FCM: 4,096 bytes for notification and data.
      payloadBytes: 4096,
      // `aps` is APNs' own; the others are refused by FCM (reference of HTTP v1, `Message.data`).
      reservedKeys: ["aps", "from", "message_type", "google.*", "gcm.notification.*"],
    },
    perSecond: 200,
  },
} as const satisfies Readonly<Record<string, ChannelRow>>;

export type Channel = keyof typeof channelTable;

// Object.keys loses the names' type; the table's keys are all there are.
export const channels = Object.keys(channelTable) as readonly Channel[];

/** The row of a channel, its literal values widened to what every row may hold. */
export function channelRow(channel: Channel): ChannelRow {
  return channelTable[channel];
}

/** A file of a template folder; each may have locale variants such as `email.zh-CN.html`. */
export type TemplatePart = (typeof channelTable)[Channel]["parts"][number][number];

/** Groups of files, of each of which a message of the channel takes one. */
export function wantedParts(channel: Channel): readonly (readonly TemplatePart[])[] {
  return channelTable[channel].parts;
}

export const templateParts: readonly TemplatePart[] = channels.flatMap((channel) =>
  wantedParts(channel).flat(),
);

/** A value for every channel. */
export function forEachChannel<Value>(
  make: (channel: Channel) => Value,
): Readonly<Record<Channel, Value>> {
  const entries = channels.map((channel): [Channel, Value] => [channel, make(channel)]);
  return Object.fromEntries(entries) as Record<Channel, Value>;
}
