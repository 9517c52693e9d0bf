// Outputs of several files in one: `== name` lines, each followed by that file's content.

/** The content under each `== name` line; what precedes the first is dropped. Anything may be missing or cut. */
export function sectionsOf(output: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>()
  let current: string[] | null = null
  for (const line of output.split('\n')) {
    const name = /^== (\S{1,300})$/.exec(line)?.[1]
    if (name !== undefined) {
      current = []
      sections.set(name, current)
    } else {
      current?.push(line)
    }
  }
  return sections
}
