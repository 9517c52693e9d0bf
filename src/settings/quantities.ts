// Inputs that are a quantity: durations, sizes, whole numbers, and booleans.
import { type Check, type Checked, good, invalid } from './checked.ts'

export interface Range {
  readonly least: number
  readonly most: number
}

const msPerUnit = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const

/** Units in falling order, each at most once: `3m`, `1m30s`, `500ms`. */
const durationForm = /^(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?(?:(\d{1,9})ms)?$/

/** A duration in milliseconds. A bare number is refused: `timeout-minutes: 5` has taught people that it means minutes. */
export function duration(range: Range): Check<number> {
  return (name, text) => checkDuration(name, text, range)
}

function checkDuration(name: string, text: string, range: Range): Checked<number> {
  if (/^\d+$/.test(text)) {
    const number = shortNumber(text)
    return invalid(name, text, `Add a unit: ${number}s for seconds or ${number}m for minutes.`)
  }
  const [, hours, minutes, seconds, millis] = durationForm.exec(text) ?? []
  if ([hours, minutes, seconds, millis].every(part => part === undefined)) {
    return invalid(name, text, 'Use a duration such as 90s or 3m.')
  }
  const ms =
    Number(hours ?? 0) * msPerUnit.h +
    Number(minutes ?? 0) * msPerUnit.m +
    Number(seconds ?? 0) * msPerUnit.s +
    Number(millis ?? 0)
  if (ms >= range.least && ms <= range.most) return good(ms)
  return invalid(
    name,
    text,
    `Use a duration from ${formatDuration(range.least)} to ${formatDuration(range.most)}.`,
  )
}

/** The shortest form that `duration` reads as the same number: `1m30s`. Takes whole milliseconds from 0. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s'
  const parts: string[] = []
  let rest = ms
  for (const [unit, size] of Object.entries(msPerUnit)) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count}${unit}`)
  }
  return parts.join('')
}

/** Both worlds are read: `10MB` and `10MiB` as people write sizes, `10M` and `10Mi` as Kubernetes does. */
const bytesPerUnit: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['B', 1],
  ['k', 1e3],
  ['K', 1e3],
  ['kB', 1e3],
  ['KB', 1e3],
  ['M', 1e6],
  ['MB', 1e6],
  ['G', 1e9],
  ['GB', 1e9],
  ['Ki', 2 ** 10],
  ['KiB', 2 ** 10],
  ['Mi', 2 ** 20],
  ['MiB', 2 ** 20],
  ['Gi', 2 ** 30],
  ['GiB', 2 ** 30],
])

/** A size in bytes; a bare number is bytes. */
export function size(range: Range): Check<number> {
  return (name, text) => checkSize(name, text, range)
}

function checkSize(name: string, text: string, range: Range): Checked<number> {
  const [, digits, unit] = /^(\d{1,15})\s?([A-Za-z]{0,3})$/.exec(text) ?? []
  const perUnit = bytesPerUnit.get(unit ?? '')
  if (digits === undefined || perUnit === undefined) {
    return invalid(name, text, 'Use a size such as 200KB, 10MiB or a number of bytes.')
  }
  const bytes = Number(digits) * perUnit
  if (bytes >= range.least && bytes <= range.most) return good(bytes)
  return invalid(name, text, `Use a size from ${formatSize(range.least)} to ${formatSize(range.most)}.`)
}

function formatSize(bytes: number): string {
  const units = ['GiB', 'MiB', 'KiB'] as const
  for (const unit of units) {
    const count = bytes / (bytesPerUnit.get(unit) ?? 1)
    if (count >= 1 && Number.isInteger(count)) return `${count}${unit}`
  }
  return `${bytes} bytes`
}

export function wholeNumber({ least, most }: Range): Check<number> {
  return (name, text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (number >= least && number <= most) return good(number)
    return invalid(name, text, `Use a whole number from ${least} to ${most}.`)
  }
}

/** YAML 1.2's core schema, the same words as `core.getBooleanInput` knows. */
export function boolean(name: string, text: string): Checked<boolean> {
  if (['true', 'True', 'TRUE'].includes(text)) return good(true)
  if (['false', 'False', 'FALSE'].includes(text)) return good(false)
  return invalid(name, text, 'Use true or false.')
}

/** Digits for an example: never longer than a person would write. */
function shortNumber(digits: string): string {
  return digits.length <= 6 ? digits : '5'
}
