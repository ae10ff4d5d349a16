"""Errors of the record. Each is one translatable sentence (see `geo.errors.Refused`)."""

from geo.errors import Refused
from geo.terms import N_


class StoreRefused(Refused):
    """The database cannot be opened or written as asked."""


class ImportRefused(Refused):
    """A file as a whole cannot be taken in; nothing of it was stored."""


class UploadRefused(ImportRefused):
    """A file takes more than it may, or ends the process that opens it."""


class PlanRefused(Refused):
    """A visit cannot be planned, saved or printed as asked."""


class RepairRefused(Refused):
    """A petition cannot be placed by hand, or a name not be learned, as asked."""


class CaseRefused(Refused):
    """A case cannot be entered, corrected, withdrawn or brought back as asked."""


class MatterRefused(Refused):
    """Petitions cannot be linked to a matter, or a link not be undone, as asked."""


class FindingRefused(Refused):
    """A finding cannot be made or decided as asked."""


class AnswerRefused(Refused):
    """A question that takes long could not be answered."""


class RuleRefused(Refused):
    """A rule of the county cannot be set, or is not known, as asked."""


class RegisterRefused(Refused):
    """A register cannot be changed as asked."""


class KeyRefused(StoreRefused):
    """A key of the record cannot be used or kept as asked."""


class KeyMissing(KeyRefused):
    """The key of the record's personal data is not on this machine."""

    @classmethod
    def of(cls, key: str) -> "KeyMissing":
        message = N_(
            "Personal data of this record are sealed with the key {key}, which is not on this machine. Bring"
            " it from where the record was made, or from safe-keeping: until then names, addresses and words"
            " can be neither read nor written"
        )
        return cls(message, key=key, command="keys --import")


class SettingRefused(Refused):
    """A setting of the machine has a value that it cannot have."""


class BackupRefused(StoreRefused):
    """A backup cannot be made, checked or put back as asked."""


class ClockRefused(StoreRefused):
    """The clock of the machine cannot be right, so nothing is dated by it."""


class NoCounty(StoreRefused):
    """There is no record yet, or it holds no county: it is to be set up first."""


class AccountRefused(Refused):
    """An account cannot be kept, or a password not be taken, as asked."""


class SignInRefused(Refused):
    """Nobody can sign in as asked."""


class IntakeRefused(Refused):
    """A request of online intake that is not as the standard or the county has it."""


class LogRefused(Refused):
    """The log cannot be read or taken away as asked."""


class DeskRefused(Refused):
    """A step at the desk of a day of visits that cannot be taken."""


class ServiceRefused(Refused):
    """What a liaison team did cannot be recorded or taken back as asked."""


class AlreadyDone(ServiceRefused):
    """What is asked for was done before, by a first tap or a colleague: nothing is left to do."""


class UnitRefused(Refused):
    """A name of a unit cannot be taken as it is."""


class FollowupRefused(Refused):
    """What is followed to its end cannot be written down, reported or taken back as asked."""


class BriefingRefused(Refused):
    """A briefing that cannot be made."""


class ProvinceRefused(Refused):
    """A province cannot be handed on, counted or shown as asked."""
