"""Methods that answer what a shopper asked by a tap or from another chat."""

from typing import Final

from bot.demo.standin.envelope import BadRequest
from bot.demo.standin.limits import CALLBACK_ANSWER, INLINE_RESULTS
from bot.demo.standin.markup.rich_text import utf16_length
from bot.demo.standin.methods.call import Call, Family

_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"


async def answer_callback_query(call: Call) -> bool:
    text = call.params.text("text")
    if utf16_length(text) > CALLBACK_ANSWER:
        raise BadRequest("MESSAGE_TOO_LONG")
    place = call.world.callbacks.pop(call.params.text("callback_query_id"), None)
    if place is None:
        raise BadRequest(_TOO_OLD)
    chat_id, message_id = place
    toast = {"text": text, "alert": call.params.flag("show_alert"), "message_id": message_id}
    call.world.chat(chat_id).publish("toast", toast)
    return True


async def answer_inline_query(call: Call) -> bool:
    results = call.params.records("results")
    if len(results) > INLINE_RESULTS:
        raise BadRequest("RESULTS_TOO_MUCH")
    answer = call.world.inline_queries.pop(call.params.text("inline_query_id"), None)
    if answer is None or answer.done():
        raise BadRequest(_TOO_OLD)
    answer.set_result({"results": results, "next_offset": call.params.text("next_offset")})
    return True


FAMILY: Final[Family] = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
}
