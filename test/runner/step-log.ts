// Turns a step's output lines into the job log, obeying the workflow commands in them.
import { parseCommand } from './commands.ts'
import type { Masker } from './masker.ts'
import type { Annotation, LogLine, Stage, Strings, WorkflowCommand } from './types.ts'

const annotationLimit = 10
const messageLimit = 4096

export interface StepLogOptions {
  readonly stage: Stage
  readonly masker: Masker
  /** Shows `::debug::` lines, as the secret ACTIONS_STEP_DEBUG does. */
  readonly debug: boolean
  /** The step's environment says ACTIONS_ALLOW_UNSECURE_COMMANDS=true. */
  readonly allowUnsecure: boolean
  readonly onLine: (line: LogLine) => void
}

/** What the commands of a step have done so far. */
export interface CommandEffects {
  readonly commands: WorkflowCommand[]
  readonly annotations: Annotation[]
  readonly masks: string[]
  readonly outputs: Record<string, string>
  readonly state: Record<string, string>
  readonly env: Record<string, string>
  readonly path: string[]
  annotationsDropped: number
  /** A command could not be obeyed: the step fails whatever its exit code is. */
  failed: boolean
}

type Handler = (log: StepLog, command: WorkflowCommand) => void

// Problem matchers (add-matcher, remove-matcher) are recorded, not applied.
const handlers: Readonly<Record<string, Handler>> = {
  error: (log, { message, properties }) => log.annotate('error', message, properties),
  warning: (log, { message, properties }) => log.annotate('warning', message, properties),
  notice: (log, { message, properties }) => log.annotate('notice', message, properties),
  debug: (log, { message }) => log.debug(message),
  group: (log, { message }) => log.print(`##[group]${message}`),
  endgroup: log => log.print('##[endgroup]'),
  echo: (log, command) => log.setEcho(command),
  'add-mask': (log, command) => log.addMask(command),
  'set-output': (log, command) => {
    log.warnDeprecated(command)
    log.effects.outputs[nameOf(command)] = command.message
  },
  'save-state': (log, command) => {
    log.warnDeprecated(command)
    log.effects.state[nameOf(command)] = command.message
  },
  'set-env': (log, command) => {
    log.refuseUnsecure(command)
    log.effects.env[nameOf(command)] = command.message
  },
  'add-path': (log, command) => {
    log.refuseUnsecure(command)
    log.effects.path.push(command.message)
  },
  'add-matcher': () => undefined,
  'remove-matcher': () => undefined,
}

/** Commands whose own line is never echoed. */
const silent: ReadonlySet<string> = new Set(['error', 'warning', 'notice', 'debug', 'add-mask'])

function nameOf(command: WorkflowCommand): string {
  const name = command.properties['name']
  if (name === undefined) throw new Error(`Required field 'name' is missing in ##[${command.name}] command.`)
  return name
}

export class StepLog {
  readonly lines: LogLine[] = []
  readonly effects: CommandEffects = {
    commands: [],
    annotations: [],
    masks: [],
    outputs: {},
    state: {},
    env: {},
    path: [],
    annotationsDropped: 0,
    failed: false,
  }
  readonly #options: StepLogOptions
  readonly #known = new Set([...Object.keys(handlers), 'stop-commands'])
  #source: LogLine['source'] = 'runner'
  #echo = false
  #stopToken: string | null = null

  constructor(options: StepLogOptions) {
    this.#options = options
  }

  /** Takes a line that the process wrote. */
  receive(stream: 'stdout' | 'stderr', line: string): void {
    this.#source = stream
    const command = parseCommand(line, this.#known)
    if (command === null) this.print(line)
    else if (this.#stopToken === null) this.#dispatch(line, command)
    else if (command.name === this.#stopToken) this.#resume(line, this.#stopToken)
    else this.print(line)
    this.#source = 'runner'
  }

  print(text: string): void {
    const { stage, masker, onLine } = this.#options
    const line = { stage, source: this.#source, text: masker.mask(text) }
    this.lines.push(line)
    onLine(line)
  }

  debug(text: string): void {
    if (this.#options.debug) this.print(`##[debug]${text}`)
  }

  annotate(level: Annotation['level'], raw: string, properties: Strings = {}): void {
    const message = this.#options.masker.mask(raw).slice(0, messageLimit)
    const ofLevel = this.effects.annotations.filter(annotation => annotation.level === level).length
    if (ofLevel < annotationLimit) {
      this.effects.annotations.push({ level, message, title: properties['title'] ?? null, properties })
    } else {
      this.effects.annotationsDropped++
    }
    if (message !== '') this.print(`##[${level}]${message}`)
  }

  /** Something the step asked for can't be done: two errors in the log, and the step fails. */
  failCommand(summary: string, cause: unknown): void {
    this.annotate('error', summary)
    this.annotate('error', cause instanceof Error ? cause.message : String(cause))
    this.effects.failed = true
  }

  addMask({ message }: WorkflowCommand): void {
    if (message.trim() === '') {
      this.annotate('warning', "Can't add secret mask for an empty string.")
      return
    }
    if (this.#echo) this.print('::add-mask::***')
    const lines = message.split(/[\r\n]/).map(line => line.trim())
    for (const value of [message, ...lines]) this.#options.masker.add(value)
    this.effects.masks.push(message)
  }

  setEcho({ message }: WorkflowCommand): void {
    const value = message.trim().toLowerCase()
    if (value !== 'on' && value !== 'off') throw new Error(`Invalid echo command value: '${message}'.`)
    this.#echo = value === 'on'
  }

  warnDeprecated({ name }: WorkflowCommand): void {
    this.annotate('warning', `The \`${name}\` command is deprecated and will be disabled soon.`)
  }

  refuseUnsecure({ name }: WorkflowCommand): void {
    if (!this.#options.allowUnsecure) {
      throw new Error(`The \`${name}\` command is disabled: use the environment file.`)
    }
  }

  #dispatch(line: string, command: WorkflowCommand): void {
    this.effects.commands.push(command)
    const quiet = silent.has(command.name)
    try {
      if (this.#echo && !quiet) this.print(line)
      if (command.name === 'stop-commands') this.#stop(line, command.message)
      else handlers[command.name]?.(this, command)
    } catch (error) {
      this.failCommand(`Unable to process command '${quiet ? command.name : line}' successfully.`, error)
    }
  }

  #stop(line: string, raw: string): void {
    const token = raw.toLowerCase()
    if (token === '' || token === 'pause-logging' || this.#known.has(token)) {
      throw new Error('The token of stop-commands must not be empty, "pause-logging" or a workflow command.')
    }
    this.#stopToken = token
    this.#known.add(token)
    if (raw.length > 6) this.#options.masker.add(raw)
    if (!this.#echo) this.print(line)
  }

  #resume(line: string, token: string): void {
    this.print(line)
    this.#known.delete(token)
    this.#stopToken = null
  }
}
