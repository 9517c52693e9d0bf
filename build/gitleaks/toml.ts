// Reads gitleaks.toml: as much of TOML as that file uses.

export interface Rule {
  readonly id: string
  readonly regex: string
  /** Bits per character that a secret must have more of; 0 where any will do. */
  readonly entropy: number
  /** Regular expressions of what is no secret. */
  readonly allowed: readonly string[]
}

export interface Configuration {
  readonly rules: readonly Rule[]
  /** For all rules. */
  readonly allowed: readonly string[]
}

/** @throws where a rule has no id */
export function parseConfiguration(text: string): Configuration {
  const [common = '', ...rules] = text.split(/^\[\[rules\]\]$/m)
  return {
    allowed: strings(common.slice(common.indexOf('[allowlist]')), 'regexes'),
    rules: rules.map(parseRule),
  }
}

function parseRule(text: string): Rule {
  const id = /^id = "([^"]+)"$/m.exec(text)?.[1]
  if (id === undefined) throw new Error(`A rule without an id: ${text}`)
  const [own = '', ...lists] = text.split(/^\[\[rules\.allowlists\]\]$/m)
  return {
    id,
    regex: /^regex = '''(.*)'''$/m.exec(own)?.[1] ?? '',
    entropy: Number(/^entropy = ([\d.]+)$/m.exec(own)?.[1] ?? 0),
    // What is allowed by the whole match or the file's path does not apply to logs.
    allowed: lists.filter(list => !list.includes('regexTarget')).flatMap(list => strings(list, 'regexes')),
  }
}

function strings(text: string, name: string): readonly string[] {
  const list = new RegExp(`^${name} = \\[\\n([^]*?)^\\]$`, 'm').exec(text)?.[1] ?? ''
  return [...list.matchAll(/^ +'''(.*)''',$/gm)].map(match => match[1] ?? '')
}
