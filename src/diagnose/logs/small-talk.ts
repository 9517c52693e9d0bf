// What programs print around a cause: that they end, where to read more, headings. None of it is the cause.

/** True for a message that only says that the program ends, that something failed, or where to read more. */
export function saysNothing(text: string): boolean {
  const said = withoutSpeaker(text)
  return (
    !/[\p{L}\d]/u.test(said) ||
    launcher.test(said) ||
    ending.test(said) ||
    (exited.test(said) && !/: \S.*[a-z]{3}/.test(said)) ||
    pointer.test(said) ||
    heading.test(said) ||
    capitals.test(said)
  )
}

/** The words without what a logger may put before them that no form of a head covers. */
export function withoutSpeaker(text: string): string {
  return `${text} `.replace(speaker, '').trim()
}

/** What a logger may put before its words: numbers, a level, names in brackets, a thread in parentheses, a source and a colon. */
const speaker =
  /^(?:(?:\d{1,8}|\[[^\]]{0,120}\]|<[^>]{1,60}>|\([^)]{1,60}\)|(?:FATAL|CRITICAL|ERROR|ERR|SEVERE|ALERT|WARN|WARNING|INFO|LOG|fatal|error|err)\b[\]:]{0,2})\s{1,4}){0,6}(?:: )?(?:(?:FATAL|ERROR|error|[A-Z]{3,10}): {1,2})?/

/** A package manager, a bundler or make reports that what it was told to run has failed. */
const launcher =
  /^(?:modprobe: |npm (?:ERR!|error) (?:code|path|command|errno|signal|a complete log|this is probably|exit status|failed at|(?:in |at )?(?:workspace|location)|lifecycle script|error: command failed|\s*\/)|bundler: failed to load command|error Command failed|make(?:\[\d+\])?: \*{3}|exit status \d|.{0,20}\bELIFECYCLE\b)|\(SystemExit\) exit$/i

/** That the program ends, and nothing else. */
const ending =
  /^(?:.{0,60}\b(?:aborting|exiting|shutting down|terminating|terminated|giving up|quitting|aborted|bailing out|bye)|(?:exit|exited|good ?bye|stopp(?:ing|ed)|quit|done|shutdown complete|crash dump is being written .{0,80}))\W{0,3}$/i

const exited =
  /\b(?:did not exit (?:normally|cleanly)|exit(?:ed|s|ing)? (?:unexpectedly|abnormally|early|with (?:an? )?(?:non-?zero |error )?(?:exit |return )?(?:code|status)\b)|exit (?:code|status)[: ]{1,2}\d{1,3}$|(?:returned|return) (?:a )?non-?zero (?:exit )?(?:code|status)|Command failed with exit code)/i

const pointer =
  /^<?https?:\/\/\S+$|\b(?:learn|read|see|find out) more\b.{0,20}(?:https?:\/\/\S+|:)$|^learn (?:more )?about\b.{0,60}:$|^(?:(?:note|hint|tip|info)\W{1,3})?(?:for (?:more|further|additional|full|detailed|the full)\b|(?:please |you (?:can|may|should) )?(?:see|check|refer to|consult|read|visit|examine|inspect|run|re-?run|try|use|add|set|pass|enable)\b.{0,100}(?:\blogs?\b|\bdocumentation\b|\bdocs\b|\bhelp\b|\bdetails\b|\bmore information\b|\bstack ?trace\b|\bverbose\b|\bdebug\b|https?:))/i

const heading =
  /^\W{0,8}(?:(?:an? |the |following |fatal |internal |unexpected |some |test )?(?:exceptions?|errors?|failures?|failed|fail|problems?)(?: (?:details|summary|report|occurred|log|message|examples|scenarios|tests|specs))?|(?:failure: )?build failed.{0,30})\W{0,8}$/i

/** A heading that shouts. */
const capitals = /^[A-Z]{4,}(?: [A-Z]{2,}){0,4}[!:]?$/

/** True for the sums at the end of a test run. */
export function isTally(text: string): boolean {
  return /^\W{0,80}(?:There (?:was|were) \d{1,6} (?:failure|error)s?\W{0,3}$|(?:Test Suites|Test Files|Tests|Suites|Snapshots|Specs|Examples):? .{0,10}\d|\d{1,6} (?:tests? )?(?:failed|failing|failures?|errors?|passed|passing|skipped|pending)\b(?:,? .{0,60})?$)/i.test(
    text,
  )
}

/** True for a message that tells of a failure without naming anything: what it came of was said before it. */
export function namesNothing(text: string): boolean {
  const said = withoutSpeaker(text)
  if (
    /\b(?:contains?|found in|errors? in)\b.{0,80}$/i.test(said) &&
    /\berrors?\b|\(s\)/i.test(said) &&
    /config/i.test(said)
  )
    return !/: \D{3,}\s\S/.test(said)
  return !/['"`‘“][^'"`]{2,}['"`’”]|\w:\/\/\w|(?:^|\s)\.{0,2}\/\w|: \S{2,} \S|\w\.\w{2,}|\w_\w|\d{2,}|[a-z][A-Z][a-z]|=\S/.test(
    said,
  )
}

/** Most lines that are quoted as one message, and how long the whole may get. */
const mostLines = 4
const longest = 300

/** What a tool says in plain words goes on to the end of its paragraph; frames and marks under a piece of source do not count. */
export function paragraphAt(lines: readonly string[], index: number): string {
  let whole = lines[index]?.trim() ?? ''
  for (const line of lines.slice(index + 1, index + mostLines)) {
    const more = line.trim()
    if (more === '' || /^\s*at |^[\W\d]|^[A-Z]{3,9}\b|\d:\d\d:\d\d|\bhint: /.test(line) || saysNothing(more))
      break
    if (whole.length + more.length > longest) break
    whole += ` ${more}`
  }
  return whole
}
