// The job log: the one place that prints, and the only one that writes workflow commands.
import type { Voice } from '../model/ports.ts'
import { clipped, neutralLine, neutralLines } from './neutral.ts'

export type AnnotationLevel = 'error' | 'warning' | 'notice'

/** The runner's limits: further annotations of a level, and further characters of one, are dropped unsaid. */
export const annotationLimits = { perLevel: 10, characters: 4096, titleCharacters: 255 } as const

/** A mask shorter than this would turn half of the log into asterisks. */
const shortestMask = 4

/**
 * Prints to the job log. Whatever text it is given, no line of it is taken for a workflow command: callers pass names
 * and messages from the cluster as they are.
 */
export class JobLog implements Voice {
  readonly #write: (text: string) => void
  readonly #annotated: Record<AnnotationLevel, number> = { error: 0, warning: 0, notice: 0 }
  #clean: (text: string) => string = text => text

  /** `write` prints a text as it is, such as `text => process.stdout.write(text)`. */
  constructor(write: (text: string) => void) {
    this.#write = write
  }

  /** From now on all text goes through `redact`: the last gate before it is public. */
  hide(redact: (text: string) => string): void {
    this.#clean = text => {
      try {
        return redact(text)
      } catch {
        // Better a line too few than a secret too many, and no job turned red by it.
        return '(left out: it could not be redacted)'
      }
    }
  }

  /** Prints one or more lines. */
  info(text: string): void {
    for (const line of neutralLines(this.#clean(text))) this.#write(`${line}\n`)
  }

  error(text: string, title = ''): void {
    this.annotate('error', text, title)
  }

  warning(text: string, title = ''): void {
    this.annotate('warning', text, title)
  }

  notice(text: string, title = ''): void {
    this.annotate('notice', text, title)
  }

  /** An annotation of the run; a plain line of the log where the step has used up its annotations of that level. */
  annotate(level: AnnotationLevel, text: string, title = ''): void {
    const { perLevel, characters, titleCharacters } = annotationLimits
    if (this.#annotated[level] >= perLevel) {
      this.info(`${level}: ${title === '' ? '' : `${title}: `}${text}`)
      return
    }
    this.#annotated[level] += 1
    const message = clipped(neutralLines(this.#clean(text)).join('\n'), characters)
    this.#command(level, message, clipped(neutralLine(this.#clean(title)), titleCharacters))
  }

  /** How many more annotations of a level the runner will show for this step. */
  annotationsLeft(level: AnnotationLevel): number {
    return annotationLimits.perLevel - this.#annotated[level]
  }

  /** Runs `work` with what it prints folded under a title; the fold is closed however it ends. */
  async group<T>(title: string, work: () => Promise<T>): Promise<T> {
    this.#command('group', neutralLine(this.#clean(title)))
    try {
      return await work()
    } finally {
      this.#command('endgroup', '')
    }
  }

  /**
   * Has the runner mask a value in the rest of the log. It masks every line of a value too, so lines go one by one
   * and the short ones (a lone bracket) are left out.
   */
  setSecret(value: string): void {
    for (const line of value.split(/[\r\n]+/)) {
      if (line.trim().length >= shortestMask) this.#command('add-mask', line.trim())
    }
  }

  #command(name: string, data: string, title = ''): void {
    const properties = title === '' ? '' : ` title=${escapedProperty(title)}`
    this.#write(`::${name}${properties}::${escapedData(data)}\n`)
  }
}

/** The runner's escapes in a command's data; the percent sign first, for the others are written with it. */
function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** In a property, a colon and a comma as well. */
function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
