// A report's input as a file: JSON, with bytes as text where they are UTF-8.
import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { asText } from '../../src/model/inspection.ts'
import type { ReportInput } from '../../src/render/input.ts'

/** One line for each object of the cluster and each look, so that a change can be read. */
export function recordingOf(input: ReportInput): string {
  return `${JSON.stringify(input, (_, value: unknown) => (value instanceof Uint8Array ? { utf8: asText(value) } : withoutManager(value)))}\n`
}

function withoutManager(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('managedFields' in value)) return value
  const { managedFields: _, ...rest } = value
  return rest
}

/** The input that was recorded, its findings diagnosed anew: the gallery shows what today's rules and words make of it. */
export function recorded(path: string): ReportInput {
  const input: ReportInput = JSON.parse(readFileSync(path, 'utf8'), (_, value: unknown) =>
    isBytes(value) ? new Uint8Array(Buffer.from(value.utf8)) : value,
  )
  const { snapshot, suspects, looks } = input
  return snapshot === null ? input : { ...input, findings: diagnose({ snapshot, suspects, looks }) }
}

function isBytes(value: unknown): value is { readonly utf8: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'utf8' in value &&
    typeof value.utf8 === 'string' &&
    Object.keys(value).length === 1
  )
}
