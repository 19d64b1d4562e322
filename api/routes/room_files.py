"""Pictures and spoken messages that are shown in a room: uploaded first, then told of as an event."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, UploadFile
from pydantic import BaseModel, Field

from api.access import RoomGuestDep, check_still_there, get_membership
from api.limits import check_rate
from api.problems import Problem
from api.services import Services, ServicesDep
from api.uploads import read_picture
from sessions.room.voice import LONGEST_VOICE, find_voice_type
from store.accounts import Account
from store.attachments import Attachment
from store.base import new_id, utc_now

__all__ = ["router"]

router = APIRouter(prefix="/api/rooms", tags=["rooms"])

SessionId = Annotated[str, Field(max_length=64)]


class RoomPicture(BaseModel):
    """A picture that can be shown, and its size in pixels."""

    attachment: str
    width: int
    height: int


class RoomVoice(BaseModel):
    """A spoken message that can be played."""

    attachment: str


@router.post("/{session_id}/pictures", status_code=201)
def add_picture(
    session_id: SessionId, picture: UploadFile, account: RoomGuestDep, services: ServicesDep
) -> RoomPicture:  # fmt: skip
    """A picture for a room that has not ended."""
    _check_open(services, account, session_id)
    copy = read_picture(services, picture)
    attachment = _keep(services, account, session_id, copy.data, "image/jpeg")
    return RoomPicture(attachment=attachment, width=copy.width, height=copy.height)


@router.post("/{session_id}/voices", status_code=201)
def add_voice(session_id: SessionId, voice: UploadFile, account: RoomGuestDep, services: ServicesDep) -> RoomVoice:
    """A spoken message for a room that has not ended."""
    _check_open(services, account, session_id)
    data = voice.file.read(LONGEST_VOICE + 1)
    if len(data) > LONGEST_VOICE:
        raise Problem(413, "too_many_bytes", "语音太长了，请分几段说，每段不超过两分钟。")
    media_type = find_voice_type(data)
    if media_type is None:
        raise Problem(415, "unsupported_type", "这不是录音文件，请用页面上的录音按钮再说一次。")
    return RoomVoice(attachment=_keep(services, account, session_id, data, media_type))


def _check_open(services: Services, account: Account, session_id: str) -> None:
    check_rate(services, "room-file", account.id, "40/minute")
    with services.database.reading() as session:
        if get_membership(session, account, session_id).ended:
            raise Problem(409, "session_ended", "这次辅导已经结束，不能再发送了。")


def _keep(services: Services, account: Account, session_id: str, data: bytes, media_type: str) -> str:
    sha256 = services.blobs.put(data)
    with services.database.transaction() as session:
        check_still_there(session, account)
        row = Attachment(
            id=new_id("a"), sha256=sha256, media_type=media_type, size=len(data), owner_id=account.id,
            session_id=session_id, delete_after=utc_now() + timedelta(days=services.config.room_file_days),
        )  # fmt: skip
        session.add(row)
        return row.id
