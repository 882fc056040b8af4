/** Where a command writes: reports to `out`, complaints, progress and cost to `error`. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}
