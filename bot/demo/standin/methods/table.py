"""Every method by name: those that work here, and those of Telegram's that do not."""

from typing import Final

from bot.demo.standin.envelope import ApiError
from bot.demo.standin.methods import answering, editing, identity, paying, receiving, sending
from bot.demo.standin.methods.call import Method

_FAMILIES: Final = (identity.FAMILY, receiving.FAMILY, sending.FAMILY, editing.FAMILY, answering.FAMILY, paying.FAMILY)
_METHODS: Final[dict[str, tuple[str, Method]]] = {
    name.lower(): (name, method) for family in _FAMILIES for name, method in family.items()
}

# The Bot API's methods as of 10.0: https://core.telegram.org/bots/api#available-methods
_KNOWN: Final = """
addStickerToSet answerCallbackQuery answerGuestQuery answerInlineQuery answerPreCheckoutQuery
answerShippingQuery answerWebAppQuery approveChatJoinRequest approveSuggestedPost banChatMember
banChatSenderChat close closeForumTopic closeGeneralForumTopic convertGiftToStars copyMessage copyMessages
createChatInviteLink createChatSubscriptionInviteLink createForumTopic createInvoiceLink createNewStickerSet
declineChatJoinRequest declineSuggestedPost deleteAllMessageReactions deleteBusinessMessages deleteChatPhoto
deleteChatStickerSet deleteForumTopic deleteMessage deleteMessageReaction deleteMessages deleteMyCommands
deleteStickerFromSet deleteStickerSet deleteStory deleteWebhook editChatInviteLink
editChatSubscriptionInviteLink editForumTopic editGeneralForumTopic editMessageCaption editMessageChecklist
editMessageLiveLocation editMessageMedia editMessageReplyMarkup editMessageText editStory
editUserStarSubscription exportChatInviteLink forwardMessage forwardMessages getAvailableGifts
getBusinessAccountGifts getBusinessAccountStarBalance getBusinessConnection getChat getChatAdministrators
getChatGifts getChatMember getChatMemberCount getChatMenuButton getCustomEmojiStickers getFile
getForumTopicIconStickers getGameHighScores getManagedBotAccessSettings getManagedBotToken getMe getMyCommands
getMyDefaultAdministratorRights getMyDescription getMyName getMyShortDescription getMyStarBalance
getStarTransactions getStickerSet getUpdates getUserChatBoosts getUserGifts getUserPersonalChatMessages
getUserProfileAudios getUserProfilePhotos getWebhookInfo giftPremiumSubscription hideGeneralForumTopic leaveChat
logOut pinChatMessage postStory promoteChatMember readBusinessMessage refundStarPayment
removeBusinessAccountProfilePhoto removeChatVerification removeMyProfilePhoto removeUserVerification
reopenForumTopic reopenGeneralForumTopic replaceManagedBotToken replaceStickerInSet repostStory
restrictChatMember revokeChatInviteLink savePreparedInlineMessage savePreparedKeyboardButton sendAnimation
sendAudio sendChatAction sendChecklist sendContact sendDice sendDocument sendGame sendGift sendInvoice
sendLivePhoto sendLocation sendMediaGroup sendMessage sendMessageDraft sendPaidMedia sendPhoto sendPoll
sendSticker sendVenue sendVideo sendVideoNote sendVoice setBusinessAccountBio setBusinessAccountGiftSettings
setBusinessAccountName setBusinessAccountProfilePhoto setBusinessAccountUsername setChatAdministratorCustomTitle
setChatDescription setChatMemberTag setChatMenuButton setChatPermissions setChatPhoto setChatStickerSet
setChatTitle setCustomEmojiStickerSetThumbnail setGameScore setManagedBotAccessSettings setMessageReaction
setMyCommands setMyDefaultAdministratorRights setMyDescription setMyName setMyProfilePhoto setMyShortDescription
setPassportDataErrors setStickerEmojiList setStickerKeywords setStickerMaskPosition setStickerPositionInSet
setStickerSetThumbnail setStickerSetTitle setUserEmojiStatus setWebhook stopMessageLiveLocation stopPoll
transferBusinessAccountStars transferGift unbanChatMember unbanChatSenderChat unhideGeneralForumTopic
unpinAllChatMessages unpinAllForumTopicMessages unpinAllGeneralForumTopicMessages unpinChatMessage upgradeGift
uploadStickerFile verifyChat verifyUser
"""
_KNOWN_BY_KEY: Final = {name.lower(): name for name in _KNOWN.split()}


def find_method(name: str) -> tuple[str, Method]:
    """Find a method by its name in any case; answers the name as it is spelled and what runs it.

    Raises `ApiError` 501 for a method of Telegram's that is not played here, 404 for one that does not exist.
    """
    key = name.lower()
    if key in _METHODS:
        return _METHODS[key]
    if key in _KNOWN_BY_KEY:
        raise ApiError(501, f"Not Implemented: {_KNOWN_BY_KEY[key]} is not supported here")
    raise ApiError(404, "Not Found")


def played_methods() -> list[str]:
    """List the methods that work here, as they are spelled."""
    return sorted(name for name, _ in _METHODS.values())
