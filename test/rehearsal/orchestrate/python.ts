import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommandFailed, runCommand } from "./run-command.ts";
import { type Run, root } from "./run-folder.ts";

const oldest = [3, 10] as const;

/** Something that the machine lacks and a person must install. */
export class MissingTool extends Error {
  override readonly name = "MissingTool";
}

/** What a tool that is written in Python needs: a name for its environment, and its requirements.txt. */
export interface PythonTool {
  readonly name: string;
  readonly requirements: string;
}

const emulator: PythonTool = {
  name: "MiniStack",
  requirements: join(root, "test/rehearsal/emulator/requirements.txt"),
};

/**
 * The Python that runs a tool: an environment of its own under node_modules/.cache, made at the
 * first run and again when the requirements change.
 * @throws MissingTool in a plain sentence
 */
export async function preparePython(run: Run, tool: PythonTool = emulator): Promise<string> {
  const { name, requirements } = tool;
  const folder = join(root, "node_modules/.cache", `python-${name}`);
  const python = join(folder, "bin/python");
  const stamp = join(folder, "requirements.sha256");
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(python)) {
    return python;
  }
  const base = findPython(name);
  rmSync(folder, { recursive: true, force: true });
  const shared = {
    env: installEnvironment(run),
    cwd: run.folder,
    log: run.log("python"),
    signal: run.signal,
  };
  try {
    const args = ["-m", "venv", folder];
    await runCommand({ what: "python3 -m venv", command: base, args, seconds: 120, ...shared });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new MissingTool(
      `Python has no working venv: install it (Debian and Ubuntu: apt install python3-venv). ${error.message}`,
    );
  }
  try {
    const args = [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "-r",
      requirements,
    ];
    await runCommand({ what: "pip install", command: python, args, seconds: 300, ...shared });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    rmSync(folder, { recursive: true, force: true });
    throw new MissingTool(
      `${name} could not be installed; pip needs the network, or an index that it can reach (PIP_INDEX_URL). ${error.message}`,
    );
  }
  writeFileSync(stamp, wanted);
  return python;
}

/** With what an install behind a company's proxy or mirror needs: pip's settings, the person's own home. */
function installEnvironment(run: Run): Record<string, string> {
  const passed = Object.entries(process.env).filter(
    ([key]) => key === "HOME" || /^(PIP_|SSL_CERT_)|_PROXY$/i.test(key),
  );
  return { ...run.plainEnvironment, ...(Object.fromEntries(passed) as Record<string, string>) };
}

/** The first on the PATH that is new enough; `python3` alone may be an old one. */
function findPython(tool: string): string {
  const names = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
  const found: string[] = [];
  for (const name of names) {
    const version = versionOf(name);
    if (version === undefined) continue;
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return name;
    found.push(`${name} is ${version}`);
  }
  const seen = found.length === 0 ? "no python3 on the PATH" : found.join(", ");
  throw new MissingTool(
    `${tool} needs Python ${oldest.join(".")} or later: ${seen}. Install it from https://www.python.org/downloads/ or your system's packages.`,
  );
}

function versionOf(name: string): string | undefined {
  try {
    const code = "import sys; print('.'.join(map(str, sys.version_info[:3])))";
    return execFileSync(name, ["-c", code], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    // Not there, or a launcher that points nowhere: either way no Python of this name.
    return undefined;
  }
}
