// Stands in for Lambda's own runtime: loads one handler, then runs one event per line of its input.
// `node run-handler.mjs <module> <export>`; an answer is a line of its output, everything that the
// handler prints goes to the log.
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [, , module, name] = process.argv;
const answer = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
const { AWS_LAMBDA_FUNCTION_NAME: functionName } = process.env;

/** As Lambda writes it with the log format JSON, a level for each method of the console. */
for (const [method, level] of Object.entries({
  debug: "DEBUG",
  log: "INFO",
  info: "INFO",
  warn: "WARN",
  error: "ERROR",
})) {
  console[method] = (...words) => {
    const message = words.length === 1 ? words[0] : words.join(" ");
    const entry = { timestamp: new Date().toISOString(), level, requestId: current, message };
    process.stderr.write(`${JSON.stringify(entry)}\n`);
  };
}

let current;
const file = existsSync(`${module}.mjs`) ? `${module}.mjs` : `${module}.js`;
const loaded = import(pathToFileURL(file).href);

for await (const line of createInterface({ input: process.stdin })) {
  const { event, requestId, seconds } = JSON.parse(line);
  current = requestId;
  const deadline = Date.now() + seconds * 1000;
  const context = {
    awsRequestId: requestId,
    functionName,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: process.env.REHEARSAL_FUNCTION_ARN,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  let took = measure();
  try {
    const handler = await findHandler();
    took = measure();
    const result = (await handler(event, context)) ?? null;
    answer(`${JSON.stringify({ result, ...took() })}\n`);
  } catch (error) {
    const { name: errorType, message: errorMessage, stack = "" } = error;
    const trace = stack.split("\n");
    answer(`${JSON.stringify({ error: { errorType, errorMessage, trace }, ...took() })}\n`);
  }
}

/** What Lambda's REPORT line tells, and the CPU time in it. */
function measure() {
  const began = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { tookMs: performance.now() - began, cpuMs: (user + system) / 1000 };
  };
}

async function findHandler() {
  const { default: commonJs, ...exports } = await loaded;
  return exports[name] ?? commonJs[name];
}
