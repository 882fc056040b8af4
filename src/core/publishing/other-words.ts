import { nearestWord } from "./nearest-word.ts";

/**
 * What other systems call what we have a word for: query languages, rule builders, other engines. Of
 * two of ours the one that fits the place is meant, so a word may stand in two lines.
 */
const otherWords: readonly (readonly [ours: string, theirs: string])[] = [
  // Conditions. `and` lies nearer to `any` than to `all`, by letters alone.
  ["all", "and allof every must $and &&"],
  ["any", "or anyof some oneof should $or ||"],
  ["not", "none noneof nor mustnot $not $nor !"],
  ["is", "equals equal equalto eq = == === $eq"],
  ["isNot", "notequals notequal neq ne != <> $ne isnt"],
  ["in", "oneof anyof $in includes isin"],
  ["atLeast", "gte ge >= $gte greaterthanorequal greaterorequal min minimum from"],
  ["atMost", "lte le <= $lte lessthanorequal lessorequal max maximum upto"],
  ["above", "gt > $gt greaterthan greater morethan over"],
  ["below", "lt < $lt lessthan less under"],
  ["between", "range"],
  ["contains", "like include substring"],
  ["before", "earlierthan until"],
  ["after", "laterthan since"],
  ["exists", "isset present $exists hasvalue"],
  ["of", "property field"],
  ["attribute", "property field trait userattribute"],
  ["event", "action did performed type"],
  ["where", "filter filters properties with conditions"],
  ["within", "last inlast period window"],
  ["count", "times occurrences"],
  ["average", "avg mean"],
  // Tables.
  ["text", "string str varchar"],
  ["number", "int integer float double decimal numeric"],
  ["boolean", "bool flag"],
  ["time", "datetime timestamp instant"],
  ["list", "array"],
  // Journeys.
  ["entry", "trigger start enter"],
  ["on", "event trigger type"],
  ["if", "condition conditions where when filter"],
  ["when", "if condition conditions"],
  ["exitWhen", "exit exits exiton stopwhen"],
  ["steps", "actions nodes flow"],
  ["after", "cooldown every"],
  ["do", "type action kind step"],
  ["kind", "type"],
  ["rows", "type kind of"],
  ["send", "email mail sms push message notify notification sendemail sendsms sendpush"],
  ["wait", "delay sleep pause timer"],
  ["waitFor", "waituntil await waitevent listen"],
  ["branch", "if condition decision switch choice ifelse"],
  ["split", "ab abtest abn random experiment"],
  ["update", "set tag setattribute addtag removetag profile"],
  ["emit", "event track publish fire"],
  ["task", "ticket todo"],
  ["offer", "coupon voucher discount"],
  ["exit", "end stop finish terminate"],
  ["repeat", "loop foreach while"],
  ["for", "duration delay"],
  ["atMost", "timeout within"],
  ["then", "yes true onevent"],
  ["else", "no false otherwise default ontimeout"],
  ["cases", "branches conditions paths if"],
  ["arms", "branches paths variants sides"],
  ["channels", "channel via"],
  ["template", "message content"],
  ["live", "active published running enabled on"],
  ["ended", "archived stopped finished closed"],
  ["draft", "inactive disabled off"],
  ["never", "once no none false"],
  ["always", "yes unlimited every true"],
  ["defer", "delay wait later queue"],
  ["drop", "discard skip cancel"],
  ["hold", "wait"],
  // Channels and what becomes of messages.
  ["email", "mail emails"],
  ["sms", "text phone mobile"],
  ["push", "notification app"],
  ["opened", "open opens read"],
  ["clicked", "click clicks"],
  ["delivered", "deliver delivery"],
  ["bounced", "bounce bounces"],
  ["complained", "complaint complaints spam"],
  // Days.
  ["mon", "monday montag"],
  ["tue", "tuesday tues dienstag"],
  ["wed", "wednesday mittwoch"],
  ["thu", "thursday thur thurs donnerstag"],
  ["fri", "friday freitag"],
  ["sat", "saturday samstag"],
  ["sun", "sunday sonntag"],
  ["workdays", "weekdays weekday businessdays workingdays"],
  ["rest-days", "weekend weekends"],
  ["every-day", "daily all any always everyday"],
  ["day", "daily"],
  ["week", "weekly"],
  ["month", "monthly"],
  ["1h", "hourly"],
  ["1d", "daily"],
  ["1w", "weekly"],
  ["1mo", "monthly"],
  ["1y", "yearly annually"],
];

const oursByTheirs = Map.groupBy(
  otherWords.flatMap(([ours, theirs]) => theirs.split(" ").map((word) => ({ ours, word }))),
  ({ word }) => word,
);

/** Our words for one of another system, the likeliest first. */
export function ourWordsFor(found: string): string[] {
  const word = found.toLowerCase().replaceAll(/[\s_-]/g, "");
  return (oursByTheirs.get(word) ?? []).map(({ ours }) => ours);
}

/** The known word that was meant: written in another case, called so elsewhere, or misspelt. */
export function meantWord(found: string, known: Iterable<string>): string | undefined {
  const words = [...known];
  const same = words.find((word) => word.toLowerCase() === found.toLowerCase());
  return (
    same ?? ourWordsFor(found).find((word) => words.includes(word)) ?? nearestWord(found, words)
  );
}
