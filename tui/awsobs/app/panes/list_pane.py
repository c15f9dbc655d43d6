"""A pane whose body is a list of items that present has made."""

from abc import abstractmethod
from typing import ClassVar, cast

from textual import on
from typing_extensions import override

from awsobs.app.panes.pane import Pane
from awsobs.present.view import Header, Item, PaneView
from awsobs_widgets import ItemList


class ListPane(Pane):
    """Subclasses give the view for a size; the cursor and the detail are the same for all.

    `FOLLOWS_CURSOR` is set where the view shows more of the item at the cursor.
    """

    FOLLOWS_CURSOR: ClassVar[bool] = False

    @override
    def make_body(self) -> ItemList:
        self._list = ItemList(guard=self.guard)
        return self._list

    @abstractmethod
    def view(self, width: int, height: int) -> PaneView:
        """What to show in so much room."""

    @override
    def update_body(self, width: int, height: int) -> Header:
        view = self.view(width, height)
        self._list.fills_selection = self.fills(view)
        self._list.show(view.items, notice=view.notice, foot=view.foot)
        return view.header

    def fills(self, view: PaneView) -> bool:
        """Whether the cursor fills the rows of its item."""
        del view
        return True

    @property
    def item(self) -> Item | None:
        """The item at the cursor."""
        return cast("Item | None", self._list.current)

    @property
    @override
    def record(self) -> object:
        item = self.item
        return item.record if item else None

    @override
    def start_over(self) -> None:
        self._list.show(())
        self._list.action_first()

    def put_cursor(self, key: str) -> bool:
        """Put the cursor on the item with a key; False if there is none."""
        return self._list.move_to_key(key)

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        self.open_detail()

    @on(ItemList.Moved)
    def _moved(self, event: ItemList.Moved) -> None:
        event.stop()
        if self.FOLLOWS_CURSOR:
            self.refresh_view()
        self.post_message(self.Chosen(self))
