import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What every landing is judged by; raise it by hand, since new rules may find new things. */
const version = "1.58.0";

const folder = join(import.meta.dirname, "../../../node_modules/.cache/cfn-lint");
const stamp = join(folder, "installed");
const program = join(folder, "bin/cfn-lint");

/**
 * Puts cfn-lint into a virtual environment of its own, once per version.
 * @returns the path of the program
 * @throws with what is missing and how to get it
 */
export function installCfnLint(): string {
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === version) return program;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const python = findPython();
  must(
    python,
    ["-m", "venv", folder],
    "Python has no working venv: install it (Debian and Ubuntu: apt install python3-venv).",
  );
  must(
    join(folder, "bin/pip"),
    ["install", "--quiet", "--disable-pip-version-check", `cfn-lint==${version}`],
    `cfn-lint ${version} could not be installed from the package index that pip is set up for.`,
  );
  writeFileSync(stamp, version);
  return program;
}

/** cfn-lint asks for 3.10. */
function findPython(): string {
  const recent = "import sys; sys.exit(sys.version_info < (3, 10))";
  const found = ["python3", "python"].find((name) => spawnSync(name, ["-c", recent]).status === 0);
  if (found !== undefined) return found;
  throw new Error("Python 3.10 or later is missing: install it, since cfn-lint is written in it.");
}

function must(command: string, args: readonly string[], whatElse: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${whatElse}\n${stdout ?? ""}${stderr ?? ""}`.trimEnd());
}
