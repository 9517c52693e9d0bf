// Stretches of text to be replaced: merged where they overlap, then replaced once.

/** From `start` up to, not including, `end`. */
export interface Range {
  readonly start: number
  readonly end: number
  readonly label: string
  /** What the tag is made from: equal secrets get equal tags, in whatever form they were found. */
  readonly identity: string
  /** A secret we know by name outranks a pattern's guess. */
  readonly known: boolean
}

/** The ranges in order, without overlaps: of several that overlap, the known and then the longest one names the whole. */
export function merged(ranges: readonly Range[]): readonly Range[] {
  const sorted = ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)
  const result: Range[] = []
  let group: Range[] = []
  let end = -1
  for (const range of sorted) {
    if (range.start >= end && group.length > 0) {
      result.push(asOne(group, end))
      group = []
    }
    group.push(range)
    end = Math.max(end, range.end)
  }
  if (group.length > 0) result.push(asOne(group, end))
  return result
}

function asOne(group: readonly Range[], end: number): Range {
  const named = group.reduce((best, range) => (outranks(range, best) ? range : best))
  return { ...named, start: group[0]?.start ?? named.start, end }
}

function outranks(range: Range, other: Range): boolean {
  if (range.known !== other.known) return range.known
  return range.end - range.start > other.end - other.start
}

/** The text with each range replaced by what `tag` says of it. The ranges are sorted and do not overlap. */
export function replaced(text: string, ranges: readonly Range[], tag: (range: Range) => string): string {
  const parts: string[] = []
  let from = 0
  for (const range of ranges) {
    parts.push(text.slice(from, range.start), tag(range))
    from = range.end
  }
  parts.push(text.slice(from))
  return parts.join('')
}
