import { createProgram } from "../../../bin/commands/create-program.ts";

export interface CliAnswer {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs the command line in this process, against whatever AWS_ENDPOINT_URL says. */
export async function runCli(...words: readonly string[]): Promise<CliAnswer> {
  const said = { out: "", error: "" };
  const exit = (code: number): never => {
    throw new RangeError(String(code));
  };
  const program = createProgram(
    {
      out: (text) => {
        said.out += text;
      },
      error: (text) => {
        said.error += text;
      },
    },
    exit,
  );
  try {
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { code: Number(error.message), ...said };
  }
  const code = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return { code, ...said };
}
