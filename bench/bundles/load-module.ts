import { pathToFileURL } from "node:url";

/** Loads one module and prints how long that took, in ms. */
const [file = ""] = process.argv.slice(2);
const began = performance.now();
const { handler } = (await import(pathToFileURL(file).href)) as { handler?: unknown };
const ms = performance.now() - began;
if (typeof handler !== "function") throw new TypeError(`${file} exports no handler`);
console.log(JSON.stringify({ ms }));
