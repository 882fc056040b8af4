import { createProgram } from "../../bin/commands/create-program.ts";

/** What a command says, and its exit code. @param lines words set apart by single blanks */
export async function say(
  ...lines: readonly string[]
): Promise<{ code: number; out: string; error: string }> {
  const said = { out: "", error: "" };
  const take = (where: "out" | "error") => (text: string) => {
    said[where] += text;
  };
  const exit = (code: number): never => {
    throw new RangeError(String(code));
  };
  const program = createProgram({ out: take("out"), error: take("error") }, exit);
  try {
    await program.parseAsync(
      lines.flatMap((line) => line.split(" ")),
      { from: "user" },
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { code: Number(error.message), ...said };
  }
  const code = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return { code, ...said };
}
