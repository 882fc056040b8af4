/** What the opt-out page says at its three moments. It shows nothing of the customer. */
export type OptOutMoment = "ask" | "done" | "bad-link";
export type PageLanguage = "en" | "zh";

const style =
  "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}" +
  "button{font:inherit;padding:.5rem 1.5rem}";
/** Lets a content security policy allow the style and nothing else; a test recomputes it. */
export const styleHash = "sha256-Zn5/y7x3ckzawg6OwD5DAPYmzvBk8EgIzaJG2H6norU=";

const texts = {
  en: {
    tag: "en",
    ask: {
      title: "Unsubscribe",
      text: "Press the button and we send you no more messages of this kind.",
    },
    button: "Unsubscribe",
    done: {
      title: "You are unsubscribed",
      text: "We send you no more messages of this kind. One that is already on its way may still arrive.",
    },
    "bad-link": {
      title: "This link does not work",
      text: "It is incomplete or not ours. Use the link in one of our messages, or write to the shop.",
    },
  },
  zh: {
    tag: "zh-CN",
    ask: { title: "退订", text: "点击按钮后，我们将不再向您发送此类消息。" },
    button: "退订",
    done: { title: "退订成功", text: "我们将不再向您发送此类消息。已在途中的消息可能仍会送达。" },
    "bad-link": {
      title: "链接无效",
      text: "链接不完整，或不是由我们发出的。请使用我们消息中的链接，或联系商家。",
    },
  },
} as const;

/** A page of plain HTML; "ask" has a form that posts to its own address. */
export function renderOptOutPage(moment: OptOutMoment, language: PageLanguage): string {
  const words = texts[language];
  const { title, text } = words[moment];
  const form =
    moment === "ask" ? `<form method="post"><button>${words.button}</button></form>` : "";
  return (
    `<!doctype html><html lang="${words.tag}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>${title}</title>` +
    `<style>${style}</style></head><body><h1>${title}</h1><p>${text}</p>${form}</body></html>`
  );
}

/** Chinese or English, whichever the `Accept-Language` header prefers; English where it says neither. */
export function choosePageLanguage(header: string | undefined): PageLanguage {
  let chosen: PageLanguage = "en";
  let best = 0;
  for (const range of (header ?? "").toLowerCase().split(",")) {
    const [tag = "", ...parameters] = range.split(";").map((part) => part.trim());
    const language = /^(en|zh)(?:-|$)/.exec(tag)?.[1] as PageLanguage | undefined;
    if (language === undefined) continue;
    const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? "1";
    if (!(Number(weight) > best)) continue;
    best = Number(weight);
    chosen = language;
  }
  return chosen;
}
