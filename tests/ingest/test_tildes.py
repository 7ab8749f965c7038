"""Tildes around cells are quotation marks where a report is written so, and letters
elsewhere.
"""

HEADER = "PatNum,LName,FName,PatStatus\n"


def names(loaded):
    return loaded.tables["patient"]["last_name"].to_pylist()


def test_cells_between_tildes_keep_their_delimiters_marks_and_line_ends(hand_in):
    loaded = hand_in(p=f'{HEADER}1,~Ito~,~Ken~,0\n2,~Reed, "Sr."\nof Hull~,~Ava~,0\n')
    assert (names(loaded), loaded.problems) == (["Ito", 'Reed, "Sr."\nof Hull'], ())


def test_a_tilde_in_a_cell_is_a_letter(hand_in):
    loaded = hand_in(p=f'{HEADER}1,~Reed~,"A~va",0\n2,"Ito ~ Ito",Ken,0\n')
    assert names(loaded) == ["~Reed~", "Ito ~ Ito"]
