import { type Argument, type Command, InvalidArgumentError, type Option } from "commander";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../bin/commands/create-program.ts";
import { docPages, fencedIn, inlineIn } from "./doc-pages.ts";
import { say } from "./say.ts";

/** Reads a command line as `sojourn` does and runs nothing. @returns what it was refused with */
function parse(words: readonly string[]): string | undefined {
  let error = "";
  const take = (text: string) => {
    error += text;
  };
  const program = createProgram({ out: () => undefined, error: take }, (code) => {
    throw new RangeError(String(code));
  });
  for (const command of everyCommand(program)) {
    command.action(() => undefined);
    for (const word of [...command.options, ...command.registeredArguments]) takeAnyPath(word);
  }
  try {
    program.parse([...words], { from: "user" });
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return error;
  }
  return undefined;
}

/** The pages name files of their reader's, which are taken as there. */
function takeAnyPath(word: Option | Argument): void {
  const read = word.parseArg?.bind(word);
  if (read === undefined) return;
  word.argParser((text, before: unknown) => {
    try {
      return read(text, before);
    } catch (error) {
      const isPath =
        error instanceof InvalidArgumentError && /no such f(?:ile|older)/.test(error.message);
      if (isPath) return text;
      throw error;
    }
  });
}

function everyCommand(command: Command): Command[] {
  return command.commands.flatMap((inner) =>
    inner.commands.length === 0 ? [inner] : everyCommand(inner),
  );
}

/** What a reader writes in place of `<queue>`. */
const standIns: Readonly<Record<string, string>> = { command: "status", queue: "intake" };

/** The words of a line as a shell sets them apart, without comments and what is left open. */
function wordsOf(line: string): string[] {
  const filled = line.replaceAll(/<([\w-]+)…?>/g, (_, name: string) => standIns[name] ?? name);
  return [...filled.matchAll(/"([^"]*)"|(#.*$|…)|(\S+)/g)].flatMap(([, quoted, left, plain]) =>
    left === undefined ? [quoted ?? plain ?? ""] : [],
  );
}

/** Every call of `sojourn` in a text, without the `sojourn`. */
function callsIn(text: string): string[] {
  const fenced = fencedIn(text, "sh", "bash", "").flatMap((block) =>
    block.replaceAll("\\\n", " ").split(/\n|&&|\||;/),
  );
  return [...fenced, ...inlineIn(text)].flatMap((line) => {
    const call = /^\s*(?:\$ )?(?:npx |node )?(?:sojourn|bin\/cli\.ts) (.+)$/.exec(line);
    return call?.[1] === undefined ? [] : [call[1].trim()];
  });
}

/** A command that is only named, such as `sojourn import`, need not be whole. */
function isCommand(words: readonly string[]): boolean {
  const program = createProgram({ out: () => undefined, error: () => undefined }, () => {
    throw new RangeError("0");
  });
  let here: Command | undefined = program;
  for (const word of words) here = here?.commands.find((command) => command.name() === word);
  return here !== undefined;
}

/** What a call is refused with; undefined where it is taken. */
function judge(call: string): string | undefined {
  const words = wordsOf(call);
  return isCommand(words) ? undefined : parse(words);
}

function isRefused(call: string): boolean {
  return judge(call) !== undefined;
}

const calls = [...docPages()].map(([path, text]) => ({ path, calls: [...new Set(callsIn(text))] }));

describe("the command lines of the pages", () => {
  test.each(calls.filter((page) => page.calls.length > 0))("are taken: $path", (page) => {
    const refused = page.calls.filter(isRefused).map((call) => `${call}: ${judge(call)}`);
    expect(refused).toEqual([]);
  });

  test("are many, and a wrong one is found", () => {
    expect(calls.flatMap((page) => page.calls).length).toBeGreaterThan(60);
    for (const wrong of [
      "explain x",
      "status --stag prod",
      "publish --stage",
      "pause --channel fax --why x",
      "segment explian",
      "rnu",
    ]) {
      expect([wrong, isRefused(wrong)]).toEqual([wrong, true]);
    }
  });

  test("of the help are taken, too", async () => {
    const program = createProgram({ out: () => undefined, error: () => undefined }, () => {
      throw new RangeError("0");
    });
    const names = [...program.commands, ...everyCommand(program)].map((command) =>
      command.parent === program
        ? [command.name()]
        : [command.parent?.name() ?? "", command.name()],
    );
    const helps = await Promise.all(names.map((name) => say(...name, "--help")));
    const shown = helps.flatMap(({ out }) =>
      [...out.replaceAll(/\\\n */g, "").matchAll(/^ {2}\$ sojourn (.+)$/gm)].map(
        ([, call = ""]) => call,
      ),
    );
    expect(shown.length).toBeGreaterThan(40);
    expect(shown.filter(isRefused).map((call) => `${call}: ${judge(call)}`)).toEqual([]);
  });
});
