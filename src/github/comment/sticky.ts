// One comment, many writers: GitHub lets the last one win, so each reads again after writing and puts back what was lost.
import { formerSection, freeSlot, holdsAll, mergeSections } from '../../render/comment/merge.ts'
import { compareRuns, type Section } from '../../render/comment/section.ts'
import { type Patience, Refusal } from '../api.ts'
import type { Comment, Comments } from './comments.ts'
import { hasMark, openEnvelope } from './envelope.ts'

export type Unplaced = Omit<Section, 'slot'>

export interface Wanted {
  /** Which workflow's comment: 16 hexadecimal digits. */
  readonly key: string
  readonly ours: Unplaced
  /** Our section, given what it says so far (null where there is none yet); null where there is nothing to say. */
  readonly section: (former: Section | null) => Unplaced | null
  /** False where a comment is only kept up to date, never begun. */
  readonly mayCreate: boolean
  /** The comment's whole body; null where it may not be published. */
  readonly compose: (sections: readonly Section[]) => string | null
  /** How long to wait before each look at what others have made of it. Milliseconds. */
  readonly looks: readonly number[]
}

export type Written =
  | { readonly kind: 'written'; readonly url: string }
  /** A later run has spoken already. */
  | { readonly kind: 'overtaken'; readonly url: string }
  | { readonly kind: 'nothing' }

/** GITHUB_TOKEN's own name, for servers that do not say whose token it is. */
const ACTIONS_LOGIN = 'github-actions[bot]'
/** So many times the comment is read at most. */
const ROUNDS = 12
/** What was read longer ago than this is read again before it is written over. Milliseconds. */
const STALE_MS = 300
/** The clocks of GitHub's servers may differ by less than this. */
const SKEW_MS = 5 * 60_000

interface Seen {
  /** Ours, the oldest first: it is the one that stays. */
  readonly own: readonly Comment[]
  readonly sections: readonly Section[]
  readonly atMs: number
}

/** @throws {Refusal} where nothing could be written */
export async function writeSection(comments: Comments, wanted: Wanted, patience: Patience): Promise<Written> {
  return await new Writer(comments, wanted, patience).run()
}

class Writer {
  readonly #comments: Comments
  readonly #wanted: Wanted
  readonly #patience: Patience
  #login: string | null = null
  /** The comment as it was when we last wrote it. */
  #last: Comment | null = null
  /** All that was ever seen, and ours: what must be there in the end. */
  #known: readonly Section[] = []

  constructor(comments: Comments, wanted: Wanted, patience: Patience) {
    this.#comments = comments
    this.#wanted = wanted
    this.#patience = patience
  }

  async run(): Promise<Written> {
    const seen = await this.#read()
    const end = this.#decide(seen)
    if (end !== null) return end
    try {
      await this.#write(seen)
      await this.#watch()
    } catch (error) {
      // It stood there at least once: what could not be made sure of is no reason to call it missing.
      if (this.#last === null) throw error
    }
    if (this.#last === null && !this.#wanted.mayCreate) return { kind: 'nothing' }
    if (this.#last === null) throw new Refusal('unclear', 'GitHub took the comment, and does not show it')
    return { kind: 'written', url: this.#last.html_url }
  }

  /** Puts our section among the others; an end where there is nothing to write. */
  #decide({ own, sections }: Seen): Written | null {
    const { ours } = this.#wanted
    const later = sections.some(section => section.key === ours.key && compareRuns(section.run, ours.run) > 0)
    if (later) return { kind: 'overtaken', url: own[0]?.html_url ?? '' }
    const former = formerSection(sections, ours)
    const section = this.#wanted.section(former)
    if (section === null) return { kind: 'nothing' }
    const slot = former?.slot ?? freeSlot(sections, ours.key)
    this.#known = mergeSections([{ ...section, slot }], sections)
    return null
  }

  /** Until everything stays where it was put, for as many looks as are wanted. */
  async #watch(): Promise<void> {
    const { looks } = this.#wanted
    let calm = 0
    for (let round = 0; round < ROUNDS && calm < looks.length; round++) {
      if (!(await this.#pause(looks[calm] ?? 0))) return
      const seen = await this.#read()
      this.#known = mergeSections(this.#known, seen.sections)
      const [first] = seen.own
      if (first !== undefined && holdsAll(this.#sectionsOf(first), this.#known)) {
        await this.#removeDuplicates(seen)
        this.#last = first
        calm += 1
      } else {
        calm = 0
        await this.#write(seen)
      }
    }
  }

  async #write(seen: Seen): Promise<void> {
    const [first] = await this.#fresh(seen)
    if (first === undefined && !this.#wanted.mayCreate) return
    const body = this.#wanted.compose(this.#known)
    if (body === null) throw new Refusal('other', 'the comment was withheld')
    // What was left out for length is not missed.
    this.#known = openEnvelope(this.#wanted.key, body)
    this.#last = first === undefined ? await this.#create(body) : await this.#update(first, body)
  }

  /** The shorter the time between reading and writing, the less can be lost. */
  async #fresh({ own, atMs }: Seen): Promise<readonly Comment[]> {
    const [first, ...others] = own
    if (first === undefined || this.#patience.clock.now() - atMs < STALE_MS) return own
    const again = await this.#comments.get(first.id)
    if (again === null) return others
    this.#known = mergeSections(this.#known, this.#sectionsOf(again))
    return [again, ...others]
  }

  /** Null where nobody knows whether it was created: the next look will tell. */
  async #create(body: string): Promise<Comment | null> {
    try {
      const created = await this.#comments.create(body)
      this.#login = created.user?.login ?? this.#login
      return created
    } catch (error) {
      if (error instanceof Refusal && error.kind === 'unclear' && !this.#patience.signal.aborted) return null
      throw error
    }
  }

  async #update(first: Comment, body: string): Promise<Comment | null> {
    return await this.#comments.update(first.id, body)
  }

  /** What two jobs created at the same time becomes one: its sections are in the oldest by now. */
  async #removeDuplicates({ own }: Seen): Promise<void> {
    for (const { id } of own.slice(1)) await this.#comments.remove(id).catch(() => undefined)
  }

  async #read(): Promise<Seen> {
    const last = this.#last
    const atMs = this.#patience.clock.now()
    const listed = await this.#comments.list(last === null ? null : before(last.updated_at))
    const marked = listed.filter(({ body }) => hasMark(this.#wanted.key, body ?? ''))
    // A list may lag behind what was written a moment ago.
    if (last !== null && !marked.some(({ id }) => id === last.id)) {
      const found = await this.#comments.get(last.id)
      if (found !== null) marked.push(found)
    }
    const own = (await this.#ours(marked)).toSorted((a, b) => a.id - b.id)
    return { own, atMs, sections: own.map(comment => this.#sectionsOf(comment)).reduce(mergeSections, []) }
  }

  /** A mark alone proves nothing: anybody may copy it. */
  async #ours(marked: readonly Comment[]): Promise<Comment[]> {
    if (marked.length === 0) return []
    this.#login ??= await this.#comments.login().catch(() => ACTIONS_LOGIN)
    return marked.filter(({ user }) => user?.login === this.#login)
  }

  #sectionsOf({ body }: Comment): readonly Section[] {
    return openEnvelope(this.#wanted.key, body ?? '')
  }

  async #pause(ms: number): Promise<boolean> {
    const { clock, signal, random } = this.#patience
    return await clock.sleep(ms * (0.75 + random() / 2), signal)
  }
}

function before(time: string): string {
  const ms = Date.parse(time)
  return new Date(Math.max(0, (Number.isNaN(ms) ? 0 : ms) - SKEW_MS)).toISOString().replace(/\.\d+Z$/, 'Z')
}
