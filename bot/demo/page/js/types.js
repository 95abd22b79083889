/**
 * The shapes that cross this page's doors. Messages are the Bot API's own JSON; only `urls` is added by the server.
 *
 * @typedef {{type: string, offset: number, length: number, url?: string, language?: string}} Entity  UTF-16 units
 * @typedef {{file_id: string, width: number, height: number, file_size?: number}} PhotoSize
 * @typedef {{text: string, callback_data?: string, url?: string, pay?: boolean, copy_text?: {text: string},
 *            switch_inline_query?: string, switch_inline_query_current_chat?: string}} InlineButton
 * @typedef {{id: number, is_bot: boolean, first_name: string, username?: string}} Sender
 * @typedef {{
 *   message_id: number, from: Sender, date: number, edit_date?: number,
 *   text?: string, entities?: Entity[], caption?: string, caption_entities?: Entity[],
 *   photo?: PhotoSize[], voice?: object, video?: object, document?: object, location?: object, sticker?: object,
 *   invoice?: {title: string, description: string, currency: string, total_amount: number},
 *   successful_payment?: {currency: string, total_amount: number, telegram_payment_charge_id?: string},
 *   media_group_id?: string, reply_markup?: {inline_keyboard?: InlineButton[][]}, reply_to_message?: Message,
 *   pinned_message?: Message, urls?: Record<string, string>
 * }} Message
 *
 * @typedef {{id: number, first_name: string, last_name?: string, username?: string, language_code: string}} Shopper
 * @typedef {{name: string, title: string, url: string}} Sample
 * @typedef {{key: string, bot: {id: number, first_name: string, username: string},
 *            shop: {name: string, tagline: string}, shoppers: Shopper[], samples: Sample[],
 *            suggestions: string[]}} Config
 *
 * @typedef {{state: string, error: string | null}} SheetStep  one step of an invoice's payment
 * @typedef {{message_id?: number, intent: string, mode: string, ms: number,
 *            nodes: {node: string, ms: number, note?: string}[], evidence?: {kind: string, detail: string}[],
 *            products?: object[], creators?: object[]}} Trace
 * @typedef {{
 *   messages: Map<number, Message>, pinned: number | null, keyboard: object | null, action: string | null,
 *   draft: {text: string, entities?: Entity[]} | null,
 *   sheets: Map<number, SheetStep[]>, traces: Trace[], told: Set<string>
 * }} Chat
 * @typedef {{name: string, data: any}} Change  the event that has just been folded into the chat
 *
 * What a bubble may ask of the page:
 * @typedef {{
 *   botUsername: string,
 *   tap(message: Message, button: InlineButton, element: HTMLElement): void, pay(message: Message): void,
 *   say(text: string): void, start(payload: string): void, copy(text: string): void,
 *   compose(text: string): void, edit(message: Message): void, enlarge(source: string, title: string): void,
 *   jumpTo(messageId: number): void
 * }} Actions
 * @typedef {{config: Config, shopper: Shopper, chat: Chat, actions: Actions}} Scene  what rendering may look at
 */

export {};
