// Reads what `act --json` prints: one event a line.
import { z } from 'zod'
import type { Annotation, Strings } from './types.ts'

const eventSchema = z.looseObject({
  msg: z.string().default(''),
  level: z.string().default('info'),
  step: z.string().optional(),
  /** Of steps; act's own phases have `stepid` instead. */
  stepID: z.array(z.string()).optional(),
  stage: z.string().optional(),
  command: z.string().optional(),
  arg: z.string().default(''),
  name: z.string().default(''),
  content: z.string().default(''),
  kvPairs: z.record(z.string(), z.string()).default({}),
  stepResult: z.string().optional(),
  jobResult: z.string().optional(),
})

export type ActEvent = z.infer<typeof eventSchema>

/** A line that is no event (act prints some without `--json`'s help) becomes a message. */
export function readActEvent(line: string): ActEvent {
  return eventSchema.parse(line.startsWith('{') ? JSON.parse(line) : { msg: line })
}

export interface ActStep {
  /** The step's `id:`, or its number from 0. */
  readonly id: string
  readonly stage: 'Pre' | 'Main' | 'Post'
  /** What act shows: `name`, `uses` or the script. */
  readonly title: string
  /** `success`, `failure` or `skipped`; null when act never said. */
  readonly result: string | null
  readonly outputs: Strings
  readonly summary: string
  readonly lines: readonly string[]
}

/** Gathers the events of a run by step and stage. */
export function summarize(events: readonly ActEvent[]) {
  const steps = new Map<string, ActEvent[]>()
  for (const event of events) {
    if (event.stepID === undefined || event.stage === undefined) continue
    const key = `${event.stage} ${event.stepID.join('/')}`
    const group = steps.get(key)
    if (group === undefined) steps.set(key, [event])
    else group.push(event)
  }
  return {
    jobResult: events.findLast(event => event.jobResult !== undefined)?.jobResult ?? null,
    steps: [...steps.values()].map(toStep),
    summary: summaryOf(events),
    annotations: events.flatMap(toAnnotation),
    lines: events.flatMap(linesOf),
  }
}

function toStep(events: readonly ActEvent[]): ActStep {
  const [first] = events
  const outputs = events
    .filter(event => event.command === 'set-output')
    .map((event): [string, string] => [event.name, event.arg])
  return {
    id: first?.stepID?.join('/') ?? '',
    stage: z.enum(['Pre', 'Main', 'Post']).parse(first?.stage),
    title: first?.step ?? '',
    result: events.findLast(event => event.stepResult !== undefined)?.stepResult ?? null,
    outputs: Object.fromEntries(outputs),
    summary: summaryOf(events),
    lines: events.flatMap(linesOf),
  }
}

function summaryOf(events: readonly ActEvent[]): string {
  return events
    .filter(event => event.command === 'summary')
    .map(event => event.content)
    .join('')
}

function toAnnotation({ command, arg, kvPairs }: ActEvent): Annotation[] {
  if (command !== 'error' && command !== 'warning' && command !== 'notice') return []
  return [{ level: command, message: arg, title: kvPairs['title'] ?? null, properties: kvPairs }]
}

function linesOf({ msg }: ActEvent): string[] {
  return msg.replace(/\n$/, '').split('\n')
}
