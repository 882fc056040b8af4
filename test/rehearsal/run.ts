import { readOptions, usage } from "./orchestrate/options.ts";
import { MissingTool } from "./orchestrate/python.ts";
import { rehearse } from "./orchestrate/rehearse.ts";

/** The run could not begin: a tool is missing, or an option is not known. */
const notBegun = 2;

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(usage);
  else process.exitCode = await rehearse(options);
} catch (error) {
  if (!(error instanceof MissingTool) && !isBadOption(error)) throw error;
  console.error(error.message);
  process.exitCode = notBegun;
}

function isBadOption(error: unknown): error is Error {
  return (
    error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")
  );
}
