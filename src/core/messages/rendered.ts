/** A message as a provider gets it. */
export type RenderedMessage =
  | {
      readonly channel: "email";
      readonly id: string;
      readonly to: string;
      readonly from: string;
      readonly replyTo?: string;
      readonly subject: string;
      readonly html?: string;
      readonly text?: string;
      /** Opt-out link; absent for transactional purposes. */
      readonly optOutUrl?: string;
    }
  | {
      readonly channel: "sms";
      readonly id: string;
      readonly to: string;
      readonly text: string;
      readonly senderId?: string;
      readonly transactional: boolean;
    }
  | {
      readonly channel: "push";
      readonly id: string;
      readonly to: string;
      readonly title: string;
      readonly body: string;
      /** Anything else the template says, passed on to the app. */
      readonly data: Readonly<Record<string, string>>;
    };
