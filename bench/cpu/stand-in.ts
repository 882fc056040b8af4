import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";

/**
 * Answers as SQS, Step Functions, the Scheduler, EventBridge, SES and SNS answer on the wire, and
 * does nothing: the SDK's own work is what is measured. A process of its own, so that its CPU is
 * not ours. Prints its port when it listens.
 */

interface Answer {
  readonly type: string;
  readonly body: string;
}

function json(body: object): Answer {
  return { type: "application/x-amz-json-1.0", body: JSON.stringify(body) };
}

const ok = json({});
const started = json({
  executionArn: `arn:aws:states:us-east-1:123456789012:execution:run-journey:${"x".repeat(33)}`,
  startDate: 1_793_610_000.123,
});

function answerTo(target: string, path: string, body: string): Answer {
  switch (target.slice(target.indexOf(".") + 1)) {
    case "SendMessage": {
      const { MessageBody } = JSON.parse(body) as { MessageBody: string };
      const MD5OfMessageBody = createHash("md5").update(MessageBody).digest("hex");
      return json({ MessageId: "5fea7756-0ea4-451a-a703-a558b933e274", MD5OfMessageBody });
    }
    case "StartExecution":
      return started;
    case "SendTaskSuccess":
    case "SendTaskFailure":
      return ok;
    case "PutEvents":
      return json({ FailedEntryCount: 0, Entries: [{ EventId: "17793124-05d4-b198" }] });
    default:
      return byPath(path, body);
  }
}

function byPath(path: string, body: string): Answer {
  if (path.startsWith("/schedules/")) {
    return json({ ScheduleArn: "arn:aws:scheduler:us-east-1:123456789012:schedule/g/x" });
  }
  if (path.startsWith("/v2/email/")) return json({ MessageId: "0".repeat(60) });
  if (body.includes("Action=Publish")) {
    const result = "<PublishResult><MessageId>94f20ce6-13c5</MessageId></PublishResult>";
    return { type: "text/xml", body: `<PublishResponse>${result}</PublishResponse>` };
  }
  throw new RangeError(`no answer to ${path} ${body.slice(0, 80)}`);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const server = createServer((request, response) => {
  readBody(request)
    .then((body) => {
      const target = String(request.headers["x-amz-target"] ?? "");
      const answer = answerTo(target, request.url ?? "/", body);
      response.writeHead(200, { "content-type": answer.type }).end(answer.body);
    })
    .catch((error: unknown) => {
      console.error(error);
      response.writeHead(500).end();
    });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" ? address?.port : address);
});
process.once("disconnect", () => process.exit());
