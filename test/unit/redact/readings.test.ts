// Ways to show a value that no list of encodings would have: escaped twice, coloured, broken into lines, as numbers.
import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { createRedactor } from '../../../src/redact/redactor.ts'

const values = [
  'Xk29fjQmLp0aZt7R',
  `p@ss/w"0'rd&<x>é%7`,
  '40881299731',
  'correct horse battery',
  'wJalr/K7MDENG+bPx',
]
const redactor = createRedactor({
  key: new Uint8Array([1]),
  secrets: values.map((value, index) => ({ label: `secret db/${index}`, value })),
})

const bytes = (value: string): readonly number[] => [...Buffer.from(value)]
const hex = (byte: number): string => byte.toString(16).padStart(2, '0')
const json = (value: string, times: number): string =>
  times === 0 ? value : json(JSON.stringify(value), times - 1)

const shown: Readonly<Record<string, (value: string) => string | Buffer>> = {
  'percent codes twice': value => encodeURIComponent(encodeURIComponent(value)),
  'percent codes throughout': value =>
    bytes(value)
      .map(byte => `%${hex(byte)}`)
      .join(''),
  'JSON in JSON in JSON': value => json(value, 3),
  'JSON five deep': value => json(value, 5),
  'JSON in a URL': value => encodeURIComponent(json(value, 2)),
  'JSON in a page': value =>
    json(value, 1).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
  'code points in JSON': value =>
    [...value].map(char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'Go, HTML-safe JSON in JSON': value =>
    JSON.stringify(
      JSON.stringify(value).replace(/[<>&]/g, char => `\\u00${char.charCodeAt(0).toString(16)}`),
    ),
  'character references': value => value.replace(/[^A-Za-z0-9]/gu, char => `&#${char.codePointAt(0)};`),
  'hexadecimal references': value =>
    value.replace(/[^A-Za-z0-9]/gu, char => `&#x${char.codePointAt(0)?.toString(16)};`),
  Python: value => `'${value.replaceAll("'", "\\'")}'`,
  'Python, bytes': value => `b'${value.replaceAll("'", "\\'").replaceAll('é', '\\xc3\\xa9')}'`,
  'octal codes': value => value.replaceAll("'", "\\'").replaceAll('é', '\\303\\251'),
  spreadsheet: value => `"${value.replaceAll('"', '""')}"`,
  'shell words': value => value.replace(/[^A-Za-z0-9_./-]/g, '\\$&'),
  'coloured within': value => `\x1b[31m${value.slice(0, 5)}\x1b[0m${value.slice(5)}`,
  'coloured letter by letter': value => [...value].map(char => `\x1b[1;33m${char}`).join(''),
  'coloured, in JSON': value => JSON.stringify(`\x1b[31m${value.slice(0, 5)}\x1b[0m${value.slice(5)}`),
  'an invisible space': value => `${value.slice(0, 5)}\u200b${value.slice(5)}`,
  'a carriage return': value => `${value.slice(0, 5)}\r${value.slice(5)}`,
  lines: value => value.replace(/.{6}/g, '$&\n'),
  'indented lines': value => value.replace(/.{6}/g, '$&\n    '),
  'lines joined by backslashes': value => value.replace(/.{6}/g, '$&\\\n'),
  'lines in JSON': value => JSON.stringify(value.replace(/.{6}/g, '$&\n  ')),
  'base64 in lines of 20': value =>
    Buffer.from(`some text, ${value} and more`).toString('base64').replace(/.{20}/g, '$&\n'),
  'base64 in a URL': value => encodeURIComponent(Buffer.from(value).toString('base64')),
  'base64 of JSON': value => Buffer.from(JSON.stringify({ p: value })).toString('base64'),
  'base64 of UTF-16': value => Buffer.from(`$p = "${value}"`, 'utf16le').toString('base64'),
  'Go, a byte slice': value => `map[password:[${bytes(value).join(' ')}]]`,
  'a Buffer in JSON': value => JSON.stringify(Buffer.from(value)),
  'a Buffer in indented JSON': value => JSON.stringify(Buffer.from(value), null, 2),
  'a Buffer as Node shows it': value => `<Buffer ${bytes(value).map(hex).join(' ')}>`,
  'numbers with colons': value => bytes(value).map(hex).join(':').toUpperCase(),
  'a C array': value =>
    bytes(value)
      .map(byte => `0x${hex(byte)}`)
      .join(', '),
  'escaped bytes': value =>
    bytes(value)
      .map(byte => `\\x${hex(byte)}`)
      .join(''),
}

describe('a known value is found as', () => {
  test.each(Object.entries(shown))('%s', (_, show) => {
    for (const value of values) {
      const text = Buffer.concat([
        Buffer.from('one\nvalue <<'),
        Buffer.from(show(value)),
        Buffer.from('>> two\n'),
      ])
      const clean = Buffer.from(redactor.bytes(text))
      expect(clean.toString('latin1')).toMatch(
        /^one\nvalue <<[\s\S]*\[REDACTED:secret db\/\d#[0-9a-f]{4}\][\s\S]*>> two\n$/,
      )
      expect(redactor.leaks(clean)).toEqual([])
      expect(redactor.leaks(text)).not.toEqual([])
      expect(Buffer.from(redactor.bytes(clean)).equals(clean)).toBe(true)
    }
  })

  test('a UUID in capitals', () => {
    const uuid = '7f3c2a10-9d4e-4b6f-8a21-c05e6d7f9b13'
    const one = createRedactor({ key: new Uint8Array([1]), secrets: [{ label: 'secret id', value: uuid }] })
    expect(one.text(`id ${uuid.toUpperCase()}`)).toMatch(/^id \[REDACTED:secret id#/)
  })
})

test('the end of a line and the beginning of the next are not taken for a plain word', () => {
  const one = createRedactor({
    key: new Uint8Array([1]),
    secrets: [{ label: 'secret s', value: 'shopdatabase' }],
  })
  expect(one.text('cannot open shop\ndatabase is down')).toBe('cannot open shop\ndatabase is down')
})

test('what nobody hid stays: lines, colours, escapes and numbers', () => {
  const text =
    '\x1b[31mERROR\x1b[0m %2F "a\\nb" &amp; \\u00e9\r\n  12 34 56 78 90 11 12\n02:42:ac:11:00:02\nC:\\temp\\new\n[1, 2, 3, 4, 5, 6, 7, 8]\n'
  expect(redactor.text(text)).toBe(text)
})
