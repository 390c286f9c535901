use proptest::prelude::*;

use super::grid::{Axis, Move, Place};
use super::*;
use crate::Known;
use crate::fixtures::{ada, admin, survey, surveys};
use crate::survey::person::{Access, Who, across};

fn place(matrix: &Matrix, name: &str) -> u32 {
    matrix.rows.iter().position(|row| row.name == name).unwrap() as u32
}

fn marks(matrix: &Matrix, name: &str) -> String {
    let row = place(matrix, name);
    let columns = 0..matrix.columns.len() as u32;
    let marks: Vec<String> = columns
        .map(|column| matrix.cell(row, column).mark())
        .collect();
    marks.join(" ")
}

#[test]
fn the_strongest_role_of_each() {
    let mut all = survey(&[
        ("data", &[("data-eng", "Editor"), ("alice@x.org", "Admin")]),
        ("default", &[("*", "Editor"), ("alice@x.org", "Viewer")]),
        (
            "ml",
            &[
                ("data-eng", "Viewer"),
                ("alice@x.org", "Exporter"),
                ("bob@x.org", "Admin"),
            ],
        ),
        ("system", &[("root@x.org", "PlatformAdmin")]),
        ("vision", &[]),
    ]);
    all.note("vision", Known::Forbidden);
    let matrix = Matrix::new(&all, &admin());
    assert_eq!(marks(&matrix, "*"), "· E · · ?");
    assert_eq!(marks(&matrix, "data-eng"), "E · V · ?");
    assert_eq!(marks(&matrix, "alice@x.org"), "A E v? · ?");
    assert_eq!(marks(&matrix, "bob@x.org"), "e? E A · ?");
    assert_eq!(marks(&matrix, "root@x.org"), "P P P P P");
    assert_eq!(matrix.unknown_columns(), 1);
    assert_eq!(matrix.tally(place(&matrix, "bob@x.org")), [0, 1, 1, 0]);
    let words = |name, column| matrix.cell(place(&matrix, name), column).words();
    assert_eq!(
        words("alice@x.org", 1),
        "Editor, given to all signed-in users"
    );
    assert_eq!(words("bob@x.org", 0), "perhaps Editor through a group");
    assert_eq!(words("bob@x.org", 4), "not known");
}

#[test]
fn ones_own_groups_are_certain() {
    let all = survey(&[(
        "a",
        &[
            ("data-eng", "Editor"),
            ("others", "Admin"),
            ("ada@x.org", "Viewer"),
        ],
    )]);
    assert_eq!(marks(&Matrix::new(&all, &ada()), "ada@x.org"), "E");
    assert_eq!(marks(&Matrix::new(&all, &admin()), "ada@x.org"), "a?");
}

#[test]
fn what_does_not_fit_stands_on_top() {
    let mut all = survey(&[
        (
            "a",
            &[
                ("*", "Viewer"),
                ("bob@x.org", "Viewer"),
                ("zoe@x.org", "Admin"),
            ],
        ),
        (
            "b",
            &[
                ("Ann@x.org", "Editor"),
                ("team", "Viewer"),
                ("zoe@x.org", "Admin"),
            ],
        ),
        ("c", &[]),
        ("d", &[]),
    ]);
    all.note("c", Known::Forbidden);
    let matrix = Matrix::new(&all, &admin());
    let names = |query: &Query| -> Vec<String> {
        let order = matrix.ordered(query);
        order
            .rows
            .iter()
            .map(|at| matrix.row(*at).unwrap().name.clone())
            .collect()
    };
    let query = Query::default();
    assert_eq!(
        names(&query),
        ["*", "team", "zoe@x.org", "Ann@x.org", "bob@x.org"]
    );
    let by_name = Query {
        rows: Rows::Name,
        ..Query::default()
    };
    assert_eq!(
        names(&by_name),
        ["*", "team", "Ann@x.org", "bob@x.org", "zoe@x.org"]
    );
    let found = Query {
        search: "x.org ANN".into(),
        ..Query::default()
    };
    assert_eq!(names(&found), ["Ann@x.org"]);
    let columns = |columns| {
        matrix
            .ordered(&Query {
                columns,
                ..Query::default()
            })
            .columns
    };
    assert_eq!(columns(Columns::FewAdmins), [3, 0, 1, 2]);
    assert_eq!(columns(Columns::Members), [0, 1, 3, 2]);
}

proptest! {
    /// The cell says what the person's own page says.
    #[test]
    fn a_cell_agrees_with_the_page_of_the_person(all in surveys(), mine: bool) {
        let rights = if mine { ada() } else { admin() };
        let matrix = Matrix::new(&all, &rights);
        for row in &matrix.rows {
            if row.kind != PrincipalKind::Person || (mine && row.name == "ada@x.org") {
                continue;
            }
            let standings = across(&all, &Who::named(&row.name, &rights));
            for (standing, at) in standings.iter().zip(0_u32..) {
                let cell = matrix.cell(place(&matrix, &row.name), at);
                let expected = match (standing.access(), standing.perhaps()) {
                    (Access::Unknown, _) => Cell::Unknown,
                    (_, Some(role)) => Cell::Perhaps {
                        strength: role.strength(),
                        certain: Role::strength_of(&standing.effective()),
                    },
                    (Access::Role(role), None) => {
                        let same = matches!(cell, Cell::Role { strength, .. } if strength == role.strength());
                        prop_assert!(same, "{:?} {:?}", cell, role);
                        continue;
                    }
                    _ => Cell::Nothing,
                };
                prop_assert_eq!(cell, expected, "{} in {}", &row.name, &standing.workspace);
            }
        }
    }

    #[test]
    fn nothing_is_said_of_what_is_not_known(all in surveys()) {
        let matrix = Matrix::new(&all, &admin());
        for (column, at) in matrix.columns.iter().zip(0_u32..) {
            for row in 0..matrix.rows.len() as u32 {
                let cell = matrix.cell(row, at);
                let says = matches!(cell, Cell::Nothing | Cell::Perhaps { .. });
                prop_assert!(column.is_known || !says);
            }
        }
    }

    #[test]
    fn what_is_in_sight_is_shown(
        scrolled in 0.0_f64..1e5, room in 0.0_f64..3e3, cell in 1.0_f64..200.0,
        count in 0_usize..4_000, beyond in 0_usize..9,
    ) {
        let axis = Axis { scrolled, room, cell };
        let range = axis.visible(count, beyond);
        prop_assert!(range.start <= range.end && range.end <= count);
        prop_assert!(range.len() <= (room / cell) as usize + 3 + 2 * beyond);
        for place in [0, count / 3, count.saturating_sub(1)] {
            let from = place as f64 * cell;
            if place < count && from + cell > scrolled && from < scrolled + room {
                prop_assert!(range.contains(&place), "{:?} {}", range, place);
            }
        }
    }

    #[test]
    fn a_cell_is_brought_into_sight(
        scrolled in 0.0_f64..1e4, room in 200.0_f64..3e3, cell in 1.0_f64..200.0, at in 0_usize..500,
    ) {
        let axis = Axis { scrolled, room, cell };
        let scrolled = axis.shows(at);
        let from = at as f64 * cell;
        prop_assert!(scrolled <= from + 1e-6 && from + cell <= scrolled + room + 1e-6);
        // And stays where it is then.
        prop_assert_eq!(Axis { scrolled, ..axis }.shows(at), scrolled);
    }

    #[test]
    fn keys_stay_in_the_grid(
        row in 0_usize..40, column in 0_usize..40, rows in 1_usize..30, columns in 1_usize..30,
        key in prop::sample::select(vec!["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"]),
        control: bool,
    ) {
        let by = Move::of(key, control, 7).unwrap();
        let Place { row, column } = Place { row, column }.moved(by, rows, columns);
        prop_assert!(row < rows && column < columns);
    }
}

#[test]
fn where_keys_lead() {
    let from = Place { row: 5, column: 5 };
    let to = |key, control| {
        let place = from.moved(Move::of(key, control, 10).unwrap(), 100, 20);
        (place.row, place.column)
    };
    assert_eq!([to("Home", false), to("End", false)], [(5, 0), (5, 19)]);
    assert_eq!([to("Home", true), to("End", true)], [(0, 0), (99, 19)]);
    assert_eq!(
        [to("PageDown", false), to("PageUp", false)],
        [(15, 5), (0, 5)]
    );
    assert_eq!(Move::of("x", false, 10), None);
}
