// Every form in which a program may show a value, made with Node's own means: none of our redaction's code.
import { Buffer } from 'node:buffer'

export interface Form {
  readonly name: string
  /** As it would stand in a text. */
  readonly shown: Buffer
  /** What must not be left of it. `letters`: it may have been broken into lines. */
  readonly needle: Buffer
  readonly letters: boolean
}

/** All forms of a value; those that only text has are left out for binary. */
export function formsOf(value: Buffer): readonly Form[] {
  const text = value.toString('utf8')
  const isText = Buffer.from(text).equals(value)
  return [...(isText ? textForms(text) : [plain('raw', value)]), ...letterForms(value)]
}

function plain(name: string, shown: Buffer | string): Form {
  const bytes = Buffer.from(shown)
  return { name, shown: bytes, needle: bytes, letters: false }
}

function textForms(text: string): readonly Form[] {
  const trimmed = text.trim()
  const lower = (percent: string): string => percent.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase())
  const uri = encodeURIComponent(trimmed)
  const json = JSON.stringify(trimmed).slice(1, -1)
  const ascii = json.replace(
    /[\u0080-\uffff]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const entities = trimmed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return [
    plain('raw', trimmed),
    plain('URI', uri),
    plain('URI, lower case', lower(uri)),
    plain('form field', new URLSearchParams({ q: trimmed }).toString().slice(2)),
    plain('JSON', json),
    plain('JSON, ASCII', ascii),
    plain('JSON in JSON', JSON.stringify(json).slice(1, -1)),
    plain('XML', entities),
    plain('XML attribute', entities.replaceAll('"', '&quot;').replaceAll("'", '&#39;')),
    plain('single quotes', trimmed.replaceAll("'", `'\\''`)),
    plain('double quotes', trimmed.replace(/[$`"\\!]/g, '\\$&')),
  ]
}

function letterForms(value: Buffer): readonly Form[] {
  const trimmed = Buffer.from(value.toString('latin1').trim(), 'latin1')
  const shifts = [0, 1, 2].map(shift => core(trimmed, shift))
  const whole = Buffer.concat([
    Buffer.from('some text before it: '),
    value,
    Buffer.from(' and behind it, of some length'),
  ])
  const twice = Buffer.from(trimmed.toString('base64'))
  const form = (name: string, shown: string, needle: string): Form => ({
    name,
    shown: Buffer.from(shown),
    needle: Buffer.from(needle),
    letters: true,
  })
  return [
    ...shifts.map(({ shown, needle }, shift) => form(`base64 after ${shift}`, shown, needle)),
    ...shifts.map(({ shown, needle }, shift) => form(`base64url after ${shift}`, url(shown), url(needle))),
    ...[0, 1, 2].map(shift => {
      const { shown, needle } = core(twice, shift)
      return form(`double base64 after ${shift}`, shown, needle)
    }),
    ...[64, 76].map(columns => {
      const { needle } = core(trimmed, whole.indexOf(trimmed) % 3)
      return form(`base64 in lines of ${columns}`, lines(whole.toString('base64'), columns), needle)
    }),
    form('hex', trimmed.toString('hex'), trimmed.toString('hex')),
    form('hex, capitals', trimmed.toString('hex').toUpperCase(), trimmed.toString('hex').toUpperCase()),
  ]
}

/** Base64 of the value behind so many bytes, and the letters of it that no neighbour changes. */
function core(value: Buffer, shift: number): { readonly shown: string; readonly needle: string } {
  const shown = Buffer.concat([Buffer.from('xy'.slice(0, shift)), value, Buffer.from('zz')]).toString(
    'base64',
  )
  return {
    shown,
    needle: shown.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + value.length) * 8) / 6)),
  }
}

function url(letters: string): string {
  return letters.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function lines(letters: string, columns: number): string {
  return letters.replace(new RegExp(`.{${columns}}`, 'g'), '$&\n')
}
