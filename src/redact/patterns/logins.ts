// `user:password@host` without a scheme before it, as image references and database drivers have it.
import type { Guess } from './keyed.ts'

const host =
  /@(?!sha(?:256|512):)[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?(?=[:/][A-Za-z0-9]|["'\s]|$)/y
const login = /(?<![A-Za-z0-9_./@-])[A-Za-z0-9_.-]{1,64}:([^\s:@/"'`<>()[\]{},;]{6,128})$/

/** Only passwords that are no words: an address behind `from:` or `mailto:` has none. */
export function logins(text: string): readonly Guess[] {
  const guesses: Guess[] = []
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    host.lastIndex = at
    if (!host.test(text)) continue
    const password = login.exec(text.slice(Math.max(0, at - 200), at))?.[1] ?? ''
    if (!/[A-Za-z]/.test(password) || !/[0-9!#$%^&*?~+=]/.test(password)) continue
    guesses.push({ start: at - password.length, end: at, label: 'url password' })
  }
  return guesses
}
