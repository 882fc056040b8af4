import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCsvReader } from "../../src/local/imports/read-csv.ts";

function read(text: string, sign?: string, pieces = 1) {
  const reader = createCsvReader(sign);
  const size = Math.max(1, Math.ceil(text.length / pieces));
  const rows = [];
  for (let at = 0; at < text.length; at += size)
    rows.push(...reader.push(text.slice(at, at + size)));
  return [...rows, ...reader.end()];
}
const told = (text: string, sign?: string) =>
  read(text, sign).map(({ line, cells, problem }) =>
    problem === undefined ? `${line} ${cells.join("|")}` : `${line} ${problem}`,
  );

describe("the rows of CSV", () => {
  test("are those that another reader finds, however they are cut in pieces", () => {
    const cell = fc.oneof(
      fc.constantFrom("", "a", " b ", '"', '""', "x,y", "two\nlines", "\r\n\r\n", "长", ";"),
      fc.string({ maxLength: 4 }).filter((text) => !/[\p{Cc}\uFEFF\u2028]/u.test(text)),
    );
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }),
      );
    const broken = fc.constantFrom("\n", "\r\n");
    fc.assert(
      fc.property(table, broken, fc.integer({ min: 1, max: 9 }), (rows, end, pieces) => {
        const quoted = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`));
        const text = quoted.map((row) => row.join(",") + end).join("");
        expect(read(text, ",", pieces).map(({ cells }) => cells.map(lines))).toEqual(
          parse(text, { relax_column_count: true, skip_empty_lines: true }).map((row) =>
            row.map(lines),
          ),
        );
      }),
    );
  });

  test("a stray quote costs its row, by its line, and the rest goes on", () => {
    const table =
      'a,b,c\n1,"x",2\n3,12" pipe,4\n5,"open,6\n7,y,8\n9,"z"z,10\n11,"a ""b""\nc",12\n13,,14\n';
    expect(told(table)).toEqual([
      "1 a|b|c",
      "2 1|x|2",
      '3 row: a stray quote in column 2; write "" for one, in a cell that is in quotes',
      '4 row: a stray quote that is not closed; write "" for one, in a cell that is in quotes',
      "5 7|y|8",
      '6 row: a stray quote in column 2; write "" for one, in a cell that is in quotes',
      '7 11|a "b"\nc|12',
      "9 13||14",
    ]);
  });

  test("a quote that is never closed, or closed lines later, costs one row", () => {
    expect(told('a,b\n1,"x\n2,y\n3,z\n').map((one) => one.slice(0, 22))).toEqual([
      "1 a|b",
      "2 row: a stray quote t",
      "3 2|y",
      "4 3|z",
    ]);
    expect(told('a,b\n1,"x\n2,y\n3,"z\n4,w\n').map((one) => one.slice(0, 22))).toEqual([
      "1 a|b",
      "2 row: a stray quote t",
      "3 2|y",
      "4 row: a stray quote t",
      "5 4|w",
    ]);
  });

  test("the sign between cells is what the first line has most of, outside of quotes", () => {
    expect(told('a;b\n1;"x;y"\n')).toEqual(["1 a|b", "2 1|x;y"]);
    expect(told('"a,b,c";d\n1;2\n')).toEqual(["1 a,b,c|d", "2 1|2"]);
    expect(told("a\tb\n1\t2\n")).toEqual(["1 a|b", "2 1|2"]);
    expect(told("a;b\n1;2\n", ",")).toEqual(["1 a;b", "2 1;2"]);
  });

  test("a line of more than 1 MB is told, and the next is a row", () => {
    const rows = read(`a,b\n${"x".repeat(3_000_000)},1\n2,3\n`, undefined, 30);
    expect(rows.map(({ line, problem }) => [line, problem])).toEqual([
      [1, undefined],
      [2, "row: the line is longer than 1 MB"],
      [3, undefined],
    ]);
  });

  test("a mark of the byte order, blanks around cells and empty lines say nothing", () => {
    expect(told('\uFEFFa, "b" \r\n\r\n 1 ,2')).toEqual(["1 a|b", "3 1|2"]);
    expect(told("a,b\r1,2\r")).toEqual(["1 a|b", "2 1|2"]);
  });
});

/** Line breaks within a cell are told as one kind. */
function lines(cell: string): string {
  return cell.replaceAll("\r\n", "\n");
}
