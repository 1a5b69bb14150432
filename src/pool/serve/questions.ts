/**
 * The requests of children to clients that are not answered.
 *
 * @module
 */

import type { Sender } from "../protocol.ts";
import type { Client } from "./client.ts";
import { cancelledId, cancelling } from "./dialect.ts";
import { errorReply, type JsonObject, withId } from "./messages.ts";
import { hiddenNumber, hideTokens, progressToken, withToken } from "./tokens.ts";

const NOBODY_LEFT = -32000;

/** One request of a child. */
interface Question {
  readonly number: number;
  readonly sender: Sender;
  /** As the child chose it. */
  readonly id: unknown;
  readonly client: Client;
  /** The child's tokens, by what they are called at the client. */
  readonly tokens: ReadonlyMap<unknown, unknown>;
}

/** Equal ids of different children never meet here. */
export class Questions {
  readonly #byNumber = new Map<number, Question>();
  #last = 0;

  /**
   * Passes a request on.
   *
   * @param sender the child.
   * @param request as it sent it.
   * @param client that is to answer.
   */
  ask(sender: Sender, request: JsonObject, client: Client): void {
    const number = ++this.#last;
    const { message, tokens } = hideTokens(request, number);
    this.#byNumber.set(number, { number, sender, id: request.id, client, tokens });
    client.send(withId(message, number));
  }

  /**
   * Passes an answer back; one to nothing is dropped.
   *
   * @param client that answered.
   * @param answer of the client.
   */
  answer(client: Client, answer: JsonObject): void {
    const question = this.#byNumber.get(answer.id as number);
    if (question?.client !== client) return;
    this.#byNumber.delete(question.number);
    pass(client, question.sender, withId(answer, question.id));
  }

  /**
   * Passes on what a client says of its progress.
   *
   * @param client that works.
   * @param message a notification of progress.
   */
  progress(client: Client, message: JsonObject): void {
    const token = progressToken(message);
    const question = this.#byNumber.get(hiddenNumber(token) ?? 0);
    if (question?.client !== client || !question.tokens.has(token)) return;
    pass(client, question.sender, withToken(message, question.tokens.get(token)));
  }

  /**
   * A child takes a request back.
   *
   * @param sender the child.
   * @param message that says so.
   */
  cancel(sender: Sender, message: JsonObject): void {
    const id = cancelledId(message);
    const question = this.#all.find((each) => each.sender === sender && each.id === id);
    question?.client.send(cancelling(message, question.number));
  }

  /**
   * A client has gone: the children that wait for it are told.
   *
   * @param client that answers no more.
   */
  left(client: Client): void {
    for (const { number, sender, id } of this.#all.filter((each) => each.client === client)) {
      this.#byNumber.delete(number);
      sender.post(errorReply(id, NOBODY_LEFT, "The client has left"));
    }
  }

  /**
   * A child is gone.
   *
   * @param pid of the child.
   */
  ended(pid: number): void {
    for (const { number } of this.#all.filter(({ sender }) => sender.pid === pid)) this.#byNumber.delete(number);
  }

  get #all(): Question[] {
    return [...this.#byNumber.values()];
  }
}

/** A child that does not read holds up whoever has too much to say to it. */
function pass(client: Client, sender: Sender, message: JsonObject): void {
  const { promise: taken, resolve: take } = Promise.withResolvers<void>();
  sender.post(message, take);
  client.countUntil(taken);
}
