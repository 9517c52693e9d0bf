// Passwords that programs take as plain words: on command lines, in scripts, in their own configuration files.
import { type KeyedPattern, shape } from './keyed.ts'

/** What stands between two words: blanks in a line, NUL in /proc, quotes and commas in a list. */
const between = '(?:["\']?,?[ \\t\\0]{1,4}["\']?|["\'],["\'])'
/** More words of the same command. */
const others = '[^\\r\\n;|&]{0,160}?'
const word = '(?!-|\\$[({A-Z]|\\[REDACTED:|%[sdvq]|<)([^\\s"\'\\0,;|&]{1,512})'

/** What logs in to a registry. */
const registries = ['docker', 'podman', 'nerdctl', 'buildah', 'skopeo', 'helm', 'crane', 'oras']

export function commands(): readonly KeyedPattern[] {
  return [
    login(
      ['curl'],
      `curl(?:\\.exe)?${others}${between}(?:-[A-Za-z]{0,8}u|--user|--proxy-user)(?:${between}|=)?[^\\s:"'\\0,$-][^\\s:"'\\0,]{0,100}:(?!//)${word}`,
    ),
    login(['mysql', 'mariadb'], `(?:mysql|mariadb)[a-z-]{0,12}${others}${between}-p(?!${between})${word}`),
    login(['mongo'], `mongo[a-z]{0,10}${others}${between}-p${between}?${word}`),
    login(['redis-cli'], `redis-cli${others}${between}-a${between}${word}`),
    login(['sshpass'], `sshpass${between}-p${between}?${word}`),
    login(
      registries,
      `(?:${registries.join('|')})(?:${between}[a-z]{1,20})?${between}login${others}${between}(?:-p|--pass)(?:${between}|=)${word}`,
    ),
    login(['machine '], `machine \\S{1,200}\\s{1,4}login \\S{1,100}\\s{1,4}password ${word}`),
    login(['requirepass', 'masterauth', 'bindpw'], `(?:requirepass|masterauth|bindpw)${between}${word}`),
    login(
      ['identified'],
      `(?<!\\brevision )identified(?: with \\S{1,60})? (?:by|as) \\\\?(?:'([^'\\r\\n\\\\]{1,512})|"([^"\\r\\n\\\\]{1,512}))`,
    ),
    login(['-passin', '-passout'], `-pass(?:in|out)${between}pass:${word}`),
    login(['_auth='], `_auth=${word}`),
  ]
}

function login(heads: readonly string[], source: string): KeyedPattern {
  return shape({ label: 'password', heads, regex: new RegExp(source, 'i') })
}
