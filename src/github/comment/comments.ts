// The comments of one pull request, as plain questions and answers.
import { z } from 'zod'
import type { Answer, GitHubApi } from '../api.ts'
import { Refusal } from '../api.ts'

const commentSchema = z.looseObject({
  id: z.int().positive(),
  body: z.string().nullish(),
  html_url: z.string(),
  updated_at: z.string(),
  user: z.looseObject({ login: z.string() }).nullable(),
})
export type Comment = z.infer<typeof commentSchema>

/** So that a thread without end costs an end. */
const MOST_PAGES = 100
const PAGES_AT_ONCE = 4

export class Comments {
  readonly #api: GitHubApi
  readonly #repository: { readonly owner: string; readonly repo: string }
  readonly #number: number

  constructor(api: GitHubApi, repository: string, number: number) {
    const [owner = '', repo = ''] = repository.split('/')
    this.#api = api
    this.#repository = { owner, repo }
    this.#number = number
  }

  /** All of them, oldest first; with `since` (ISO 8601) those written or changed after it. */
  async list(since: string | null): Promise<readonly Comment[]> {
    const first = await this.#page(1, since)
    const last = Math.min(lastPage(first.link), MOST_PAGES)
    const comments = [...parsedList(first)]
    for (let page = 2; page <= last; page += PAGES_AT_ONCE) {
      const numbers = Array.from({ length: Math.min(PAGES_AT_ONCE, last - page + 1) }, (_, at) => page + at)
      const answers = await Promise.all(numbers.map(number => this.#page(number, since)))
      comments.push(...answers.flatMap(parsedList))
    }
    return comments
  }

  /** Null where it is gone. */
  async get(id: number): Promise<Comment | null> {
    return await orNull(this.#api.ask('GET /repos/{owner}/{repo}/issues/comments/{comment_id}', this.#of(id)))
  }

  /** @throws {Refusal} `unclear` where nobody knows whether it was created: list before trying again */
  async create(body: string): Promise<Comment> {
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
    const answer = await this.#api.ask(route, { ...this.#repository, issue_number: this.#number, body })
    return commentSchema.parse(answer.data)
  }

  /** Null where it is gone. */
  async update(id: number, body: string): Promise<Comment | null> {
    const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}'
    return await orNull(this.#api.ask(route, { ...this.#of(id), body }))
  }

  async remove(id: number): Promise<void> {
    const route = 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}'
    await this.#api.ask(route, this.#of(id)).catch(unlessMissing)
  }

  /** Whose comments ours are. */
  async login(): Promise<string> {
    return await this.#api.viewer()
  }

  #of(id: number): { readonly owner: string; readonly repo: string; readonly comment_id: number } {
    return { ...this.#repository, comment_id: id }
  }

  async #page(page: number, since: string | null): Promise<Answer> {
    return await this.#api.ask('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...this.#repository,
      issue_number: this.#number,
      per_page: 100,
      page,
      ...(since === null ? {} : { since }),
    })
  }
}

function parsedList({ data }: Answer): readonly Comment[] {
  return z.array(commentSchema).parse(data)
}

/** From the `link` header; 1 where there is but one page. */
function lastPage(link: string): number {
  const [, url] = /<([^<>]+)>;\s*rel="last"/.exec(link) ?? []
  if (url === undefined || !URL.canParse(url)) return 1
  return Number(new URL(url).searchParams.get('page') ?? '1') || 1
}

async function orNull(answer: Promise<Answer>): Promise<Comment | null> {
  const found = await answer.catch(unlessMissing)
  return found === null ? null : commentSchema.parse(found.data)
}

function unlessMissing(error: unknown): null {
  if (error instanceof Refusal && error.kind === 'missing') return null
  throw error
}
