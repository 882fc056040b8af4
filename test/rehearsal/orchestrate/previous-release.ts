import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { MissingTool } from "./python.ts";
import { root } from "./run-folder.ts";

/**
 * The version that teams run now, from which the upgrade is rehearsed. At a release: once it is
 * tagged, its tag and its commit come here, so that the next version is tried over it.
 */
export const previousRelease = {
  tag: "v0.2.0",
  commit: "108eddf8c49f6b4a64a0119d332bb7cc5865fea0",
} as const;

/** @throws MissingTool when this clone has no such commit, or calls another one by that tag */
export function assertPreviousRelease(): void {
  const { tag, commit } = previousRelease;
  if (commitOf(commit) === undefined) {
    throw new MissingTool(
      `The upgrade is rehearsed from ${tag}, whose commit ${commit.slice(0, 7)} this clone does not have; fetch it: git fetch origin tag ${tag}`,
    );
  }
  // A clone without tags will do: the commit decides.
  const tagged = commitOf(tag);
  if (tagged !== undefined && tagged !== commit) {
    throw new MissingTool(
      `The tag ${tag} is on ${tagged.slice(0, 7)} here, and previous-release.ts says ${commit.slice(0, 7)}: one of them is wrong.`,
    );
  }
}

/**
 * Writes that release's files into a folder. Its code runs on this checkout's dependencies, so they
 * must suit it; when those of a release no longer do, `npm ci` in the folder has to come first.
 */
export function takeOutPreviousRelease(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const archive = `${folder}.tar`;
  git("archive", "--format=tar", `--output=${archive}`, previousRelease.commit);
  execFileSync("tar", ["-xf", archive, "-C", folder]);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
}

/** The commit behind a name; undefined where there is none. */
function commitOf(name: string): string | undefined {
  try {
    return git("rev-parse", "--verify", "--quiet", `${name}^{commit}`).trim();
  } catch {
    // Git tells by its exit code that it knows no such name, or is no repository at all.
    return undefined;
  }
}

function git(...args: string[]): string {
  return execFileSync("git", args, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}
