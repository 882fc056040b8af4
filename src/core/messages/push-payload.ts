/** What a push message is made of. */
export interface PushTexts {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** Texts for the app. */
  readonly data: Readonly<Record<string, string>>;
}

/** The key under which the app finds our message id, to report an opening with. */
export const pushMessageKey = "sojourn-message";

/** What APNs gets. It takes 4,096 bytes of it, as JSON. */
export function applePayload({ id, title, body, data }: PushTexts) {
  return { ...data, [pushMessageKey]: id, aps: { alert: { title, body } } };
}

/** The message that FCM gets, by its HTTP v1 form. It takes 4,096 bytes of notification and data. */
export function googlePayload({ id, title, body, data }: PushTexts) {
  return { notification: { title, body }, data: { ...data, [pushMessageKey]: id } };
}
