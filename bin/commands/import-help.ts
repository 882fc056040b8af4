/** What `sojourn import --help` says after its options. */
export const importHelp = `
A mapping says of a table of customers or of past events which column means what:
  {"rows":"customers","id":"member_no","addresses":{"email":"mail"},
   "attributes":{"tier":{"column":"level","missing":{"default":"basic"}}},
   "consents":{"email:*":{"column":"mail_ok","given":["Y"],"refused":["N"]}}}
  {"rows":"events","zone":"Asia/Shanghai","type":{"always":"order.placed"},"customer":"buyer",
   "at":"paid_at","eventId":"order_no","properties":{"total":{"column":"amount","type":"number"}}}
A row that can't be used goes with its line and reason to <out>.rejects, the rest goes on, and the
exit code is 1. The file is there whole or not at all; the same rows give the same lines again.

The endpoints of one user become one customer; of what they say twice, the newest EffectiveDate
counts. OptOut ALL refuses the channel, whatever the user's other endpoints say; so does a channel
of which every endpoint is INACTIVE, and an SES complaint or SMS opt-out. A bounced address is left
out. To be opted in is Pinpoint's default and no consent: nobody may be written to until --consent
says so, or the file does. Without --anonymous, endpoints without a user are known by their address,
and so are lists; with --customers, listed addresses of nobody are left out.

With --stage the lines also go into a deployed stage, quietly: they count in figures and segments,
and start, end and wake nothing. Broken off, or loaded again, the same file counts nothing twice.

Examples:
  $ sojourn import members.csv --map members.map.json --dry-run
  $ sojourn import orders-2025.csv.gz --map orders.map.json --out orders.jsonl
  $ sojourn import --from customers customers.jsonl --stage prod --profile shop
  $ sojourn import --from pinpoint-endpoints export/*.gz --consent email:repurchase --out people.jsonl
  $ aws sesv2 list-suppressed-destinations > suppressed.json
  $ sojourn import --from ses-suppressions suppressed.json --customers people.jsonl --out customers.jsonl
  $ aws pinpoint-sms-voice-v2 describe-opted-out-numbers --opt-out-list-name Default > stopped.json
  $ sojourn import --from sms-opt-outs stopped.json --customers customers.jsonl --out customers.jsonl`;
