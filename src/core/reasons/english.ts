/**
 * The English catalogue: each reason and problem by its code, as a plain sentence without its full
 * stop. `{name}` stands for a parameter, `{count:image|images}` for a number with its noun. A code is
 * stored in records and never changes its meaning; the sentence may be improved at any time. Keep the
 * codes in alphabetical order.
 */
export const english = {
  "address-bounced": "the {channel} address does not exist: a message to it came back for good",
  "address-complained": "the reader of this {channel} address called a message spam",
  "address-dead": "the provider takes no message for this {channel} address any more",
  "address-listed": "the provider keeps this {channel} address on its suppression list",
  "address-opted-out": "the reader of this {channel} address opted out of {purpose}",
  "address-soft-bounced":
    "messages to this {channel} address came back too often without a delivery between",
  "address-unusable": "the customer's email address is none that SES takes ({problem})",
  "address-without-country":
    "the {channel} number has no country code, and the customer's country is unknown",
  "any-key-without-key":
    'says nothing here: the journey has no "entry.key", so each event concerns every run',
  "any-key-without-run":
    'goes with "since": "entry" in a step of a journey: nothing else is counted for one run',
  "cap-defers-to-midnight":
    'a message beyond it goes out when the next day, week or month begins, at midnight; write a "sendWindow" here, or in each journey',
  "channel-opens-too-late":
    "{channel}: quiet hours or the send window hold it until {opens}, which is too late",
  "channel-quiet-all-day":
    "never goes out by {channel} in {countries}: quiet hours last the whole day there; write shorter ones",
  "channel-quiet-in-countries":
    "never goes out by {channel} in {countries}: the send window, {window}, lies in quiet hours there",
  "channel-quiet-in-window": "{channel}: its quiet hours leave nothing of the send window",
  "cut-off-in-character":
    "ends within a character, at line {line}, byte {byte} of the file: it was cut off; save or upload the whole file again",
  "date-moved": "{attribute} moved away from the day that started it",
  "date-never-read": 'no definition reads "{attribute}" as a date{hint}',
  "date-read-both-ways":
    'reads "{attribute}" as an instant, and {other} reads it as a day; say which it is in settings.json: attributes.{attribute}, "day" or "instant"',
  "date-time-beside-hours":
    'a date with a time is moved by "{offset}" from that time; "{at}" counts only for a "{attribute}" without a time',
  "event-near-twin":
    '"{event}" is nearly "{twin}", an event of {where}; if the same event is meant, write "{twin}"',
  "event-value-never-there":
    "template {template} prints {variable}, but {event} has only {known}: without a default its messages are dropped",
  "event-value-without-default":
    'has no "default": a message whose event lacks it is dropped; write one where the mail can do without',
  "example-lacks-value":
    "the examples of template.json say no {variable}: a message that lacks it does not go out",
  "example-needed":
    "the check has no value for {variable}, so what depends on it is not judged; write an example of {names} in template.json",
  "example-no-date": 'the filter date is given "{found}", which is no date',
  "example-prints-noise": 'with the examples it prints "{found}"',
  "exit-not-the-same":
    "this {event} does not say the same {property} as the event that started the run; the run of {key} goes on",
  "exit-of-another-key": "this {event} is of another run; the run of {key} goes on",
  "filter-currency":
    '{argument} is no currency; the filter money wants a code of ISO 4217 such as "EUR"',
  "filter-divides-by-zero": "divides by {argument}, which is 0",
  "filter-fails": "the filter {filter} can't use the value that it is given",
  "filter-number": "the filter {filter} is given no number; it wants one such as 1234.5",
  "filter-pattern":
    '{argument} is no pattern of a number; the filter number wants one such as "0.00" or "#,##0.00"',
  "filter-without-currency":
    'the filter money has no currency; write one such as money: "EUR", or shop.currency in settings.json',
  "filter-zone":
    '{argument} is no time zone; the filter date wants one such as "Asia/Shanghai" or "+08:00"',
  "half-character":
    "{place} held half a character, as a text does that was cut within an emoji; U+FFFD stands for it",
  "html-without-lang":
    'no lang: a screen reader does not know how to read it; write <html lang="{locale}">',
  "id-rounded":
    "customer.id looks like a number that a spreadsheet has rounded, such as 1.23457E+17: many customers may have become one; export the column as text",
  "images-without-alt":
    '{count:image|images} without alt: who sees no images reads nothing; write alt, or alt="" for a mere decoration',
  "journeys-go-round":
    'goes round without an end: {way}; put a wait in between, or let "reentry" say after how long',
  "journeys-may-go-round": "may go round without a wait: {way}; Sojourn stops it after 16 in a row",
  "key-rules-unstated":
    'each run listens to its own {key}: at {rules} an event with another {key} does not count; write "anyKey": true where any {key} counts, or "anyKey": false to say that this is meant',
  "late-fact": "{event} of {at} came late: there had been no such silence",
  "left-out-address":
    "{place} is left out: wanted an address of {least} to {most} characters, found {found}",
  "left-out-addresses": "{place} has {count:address|addresses}; those beyond {most} are left out",
  "left-out-consents": "{place} gives no consent: it is beyond the first {most}",
  "left-out-country":
    "{place} is left out: wanted a country of ISO 3166 such as {nearest}, found {found}",
  "left-out-deep": "{place} is left out: more than {most} levels inside of each other",
  "left-out-email":
    "{place} is left out: wanted an email address such as ann@example.com, found {found}",
  "left-out-grant":
    "{place} gives no consent: wanted true, or an object with given, and at as a time with a zone",
  "left-out-list": "{place} is left out: wanted a list of at most {most}, found {count}",
  "left-out-locale": "{place} is left out: wanted a locale such as zh-CN, found {found}",
  "left-out-more": "{count:more part is|more parts are} left out",
  "left-out-name":
    "{place} is left out: its name is reserved, empty or longer than {most} characters",
  "left-out-nested":
    "{place} is left out: the nested properties of an event may have {most} bytes together",
  "left-out-number": "{place} is left out: a number too large or too small to keep",
  "left-out-object": "{place} is left out: wanted an object, found {found}",
  "left-out-phone":
    "{place} is left out: wanted a phone number such as +12065550100, found {found}",
  "left-out-profiling": "{place} is left out: wanted allowed or refused, found {found}",
  "left-out-room":
    "{place} is left out: attributes and properties of one event have {most} characters at most",
  "left-out-scope":
    "{place} gives no consent: wanted channel:purpose, such as email:repurchase; for every purpose {nearest}",
  "left-out-text": "{place} is left out: wanted a text of at most {most} characters, found {count}",
  "left-out-unknown": "{place} is left out: no such field; did you mean {nearest}?",
  "left-out-value":
    "{place} is left out: wanted a text, a number, true or false, or a list of them, found {found}",
  "left-out-words":
    "{place} is left out: wanted a text of at most {most} characters, found {found}",
  "left-out-zone": "{place} is left out: wanted a time zone such as {nearest}, found {found}",
  "liquid-condition-rest":
    '{tag} stops before "{rest}"; a condition compares two values by ==, !=, <>, <, >, <=, >= or contains, joined by "and" and "or"; for a filter write assign before it',
  "liquid-currency": '"{currency}" is no currency; write a code of ISO 4217 such as "EUR"',
  "liquid-date-directive":
    'no date format has "{directive}"; see the letters of strftime, such as "%Y-%m-%d %H:%M"',
  "liquid-date-without-directive":
    '"{format}" would be printed as it stands; write the letters of strftime behind a %, such as "%d.%m.%Y"',
  "liquid-date-zone": '"{zone}" is no time zone; write one such as "Asia/Shanghai" or "+08:00"',
  "liquid-divided-by-zero": "divides by 0",
  "liquid-division-cuts":
    "a whole number divided by {written} is cut to a whole number; write {written}.0 to keep the decimals",
  "liquid-escape-in-quotes":
    "a text in quotes has a backslash, which Liquid prints as it stands; write the character itself",
  "liquid-filter-takes-nothing": "{filter} takes no property here; write it without",
  "liquid-filter-unknown": 'no filter "{filter}"',
  "liquid-loop-rest":
    'for stops before "{rest}"; behind the list it takes "reversed", "limit: 3" and "offset: 3"; for a filter write assign before it',
  "liquid-number-pattern":
    '"{pattern}" is no pattern of a number; write one such as "0.00" or "#,##0.00"',
  "liquid-operator-outside-if":
    '"{operator}" works only in conditions; to print one value or the other write "default", or "if" and "else"',
  "liquid-single-braces":
    "{variable} in single braces is printed as it stands; write two braces on each side",
  "mail-clipped": "about {size} KB; Gmail cuts a mail after {most} KB",
  "mail-without-opt-out-link": "no opt-out link could be made",
  "mail-without-text": "no email.txt: a mail with HTML alone is taken for spam more often",
  "mailbox-domain": '"{found}" has no domain such as example.com behind its "@"',
  "mailbox-line-break": '"{found}" has a line break or another control character',
  "mailbox-local-part":
    '"{found}" has something before its "@" that SES does not take: letters of English, digits and marks such as . _ + - only',
  "mailbox-unreadable":
    '"{found}" is no address; write one such as "hello@example.com" or "Shop <hello@example.com>"',
  "more-problems": "and {count:more problem|more problems} in this file",
  "new-id-blanks":
    "customer.id begins or ends with a blank: no new customer may have such an id; send it as the shop writes it",
  "new-id-long": "customer.id has {count} bytes: the id of a new customer has at most {most}",
  "new-id-unseen":
    "customer.id holds a character that nobody sees, such as a line break or a zero-width space: no new customer may have such an id",
  "not-utf8":
    "not UTF-8 at line {line}, byte {byte} of the file; it looks like {encoding}: save it as UTF-8, or convert it with iconv -f {encoding} -t UTF-8",
  "part-empty": "{part} came out empty",
  paused: "paused",
  "profiling-form": "{place} is read as refused: wanted allowed or refused, found {found}",
  "provider-refuses-us":
    "the {channel} provider refuses the stage itself ({code}): nobody gets a message until that is mended",
  "push-empty": "the title or body of push.json came out empty",
  "push-key-reserved": '"{key}" is reserved by the platforms; choose another key',
  "push-too-long": "the push message has {bytes} bytes; the platforms take at most {most}",
  "quiet-without-common-time":
    'customers in {countries} without a zone get nothing by {channel}: the zones there have no time of the day in common that is not quiet; write a shorter range, or "unknownZone": "hold"',
  "refusal-form": "{place} is read as a refusal: wanted true or false, or an object with given",
  "refusal-time": "{place}.at is no time with a zone; the refusal counts as of its acceptance",
  "refusal-widened": "{place} is no scope such as email:repurchase; it refuses {scope}",
  "send-always-quiet":
    "never goes out: the send window, {window}, lies in the quiet hours of all its channels ({quiet}, by the customer's clock); write a window that reaches beyond them",
  "send-quiet-all-day":
    "never goes out: quiet hours of all its channels last the whole day ({quiet}); write shorter ones",
  "sender-missing": "settings.json names no {sender}",
  "sender-not-granted":
    "emails may come from {granted} and its domain only, not from {address}; write such a sender, or deploy with -c sender={address}",
  "sms-too-long": "the SMS takes {parts:part|parts}; at most {most} go out",
  "sms-too-long-in-ucs2":
    "the SMS has {characters} characters, some of them outside GSM-7; at most {most} such go out",
  "subject-too-wide":
    "about {width} columns wide, where a Chinese character takes two; mail programs cut after {most}",
  "tag-fails": "{written} can't be made with the values that it is given",
  "template-part-missing": "template {template} has no {part}",
  "text-fails": "the text of {file} can't be made; line {line}, column {column}: {said}",
  "text-too-long": "the text is too long",
  "too-deep":
    "journeys have caused each other more than {most} times in a row within an hour of each other",
  "trigger-without-run":
    'compares with the event that started a run; that is known to exitWhen, goal, waitFor and conditions with "since": "entry" in a step',
  "unknown-zone-never":
    'customers in {country} without a zone get nothing by {channels}: no time of the send window is outside the quiet hours of every zone there; write a wider window, or "unknownZone": "hold"',
  "value-missing": "no value for {variable}",
  "value-not-kept":
    "event.{variable} was not kept: the event came before a live template or condition read it",
  "wait-date-changed": "{attribute} changed: the wait at {step} ends {until}",
  "wait-date-missed": "{attribute} changed: there is nothing to wait for at {step} any more",
  "wait-zone-changed": "the time zone changed: the wait at {step} ends {until}",
  "way-never-gone": "nobody comes here: {event} ends the run by {rule}, before this way is gone",
  "way-out-in-comment":
    "unsubscribeUrl stands in a comment only, where nobody sees it: a link is added at the end",
} as const satisfies Readonly<Record<string, string>>;
