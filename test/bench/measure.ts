// Medians with their spread, and the table that shows them.

export interface Measurement {
  readonly name: string
  /** All in milliseconds. */
  readonly median: number
  readonly least: number
  readonly most: number
  readonly limitMs: number
  readonly runs: number
}

/** Runs `once` so many times, one after the other. */
export async function summarized(
  name: string,
  limitMs: number,
  runs: number,
  once: () => Promise<number>,
): Promise<Measurement> {
  const times: number[] = []
  for (let run = 0; run < runs; run++) times.push(await once())
  const sorted = times.toSorted((a, b) => a - b)
  return {
    name,
    median: sorted[Math.floor(runs / 2)] ?? Number.NaN,
    least: sorted[0] ?? Number.NaN,
    most: sorted.at(-1) ?? Number.NaN,
    limitMs,
    runs,
  }
}

/** The table's lines, its head first. */
export function shown(measurements: readonly Measurement[]): readonly string[] {
  const rows = measurements.map(({ name, median, least, most, limitMs, runs }) => [
    name,
    seconds(median),
    `${seconds(least)} - ${seconds(most)}`,
    String(runs),
    seconds(limitMs),
    median > limitMs ? 'OVER' : 'ok',
  ])
  const all = [['what', 'median', 'spread', 'runs', 'limit', ''], ...rows]
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map(row => row[column]?.length ?? 0)))
  return all.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`
