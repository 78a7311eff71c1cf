//! Blank forms that were given out, and the office's own files of forms.

use domain::form_code::FormCode;
use store::{FormFile, RowPrompts};

use crate::fixtures::{Place, at, code, notice};

crate::on_both! {
    every_copy_of_a_form_bears_the_first_code
    the_file_of_a_form_adds_its_prompts_to_the_notice
}

fn form_code(letter: char) -> FormCode {
    FormCode::parse(&format!("zjf_{}", letter.to_string().repeat(43))).unwrap()
}

async fn every_copy_of_a_form_bears_the_first_code(place: Place) {
    let store = &place.store;
    let (notice, society) = (notice(), code("A-01"));
    let own = store
        .form_code(&notice, Some(&society), &form_code('a'), at(0))
        .await
        .unwrap();
    let anybodys = store
        .form_code(&notice, None, &form_code('b'), at(0))
        .await
        .unwrap();
    assert_eq!((own.clone(), anybodys.clone()), (form_code('a'), form_code('b')));
    let again = store
        .form_code(&notice, Some(&society), &form_code('c'), at(1))
        .await
        .unwrap();
    assert_eq!(again, own);
    assert_eq!(
        store
            .form_code(&notice, None, &form_code('d'), at(1))
            .await
            .unwrap(),
        anybodys
    );
    let asked = [own.clone(), anybodys, form_code('c')];
    let mut issued = store.issued_forms(&asked).await.unwrap();
    issued.sort_by(|one, other| one.code.cmp(&other.code));
    let found: Vec<_> = issued
        .iter()
        .map(|form| (form.code.clone(), form.society.clone()))
        .collect();
    assert_eq!(found, [(own, Some(society)), (form_code('b'), None)]);
    assert_eq!(issued[0].notice, notice);
}

async fn the_file_of_a_form_adds_its_prompts_to_the_notice(place: Place) {
    let store = &place.store;
    let id = store
        .import_notice(crate::fixtures::NOTICE, at(0))
        .await
        .unwrap()
        .id;
    let before = store.notices().await.unwrap()[0].clone();
    let row = before.form.as_ref().unwrap().rows[0].clone();
    let file = FormFile {
        name: "表样.docx".into(),
        bytes: vec![0, 1, 2, 255],
        prompts: vec![RowPrompts {
            row: row.field.clone(),
            lines: vec!["（请逐行填写姓名和职务）".into(), "(请逐行填写姓名和职务)".into()],
        }],
    };
    let version = store.configuration_version().await.unwrap().whole;
    store.put_form_file(&id, Some(&file), at(1)).await.unwrap();
    assert!(store.configuration_version().await.unwrap().whole > version);
    assert_eq!(store.form_file(&id).await.unwrap(), Some(file));
    let after = store.notices().await.unwrap()[0].clone();
    let prompts = &after.form.unwrap().rows[0].prompts;
    assert_eq!(prompts.len(), row.prompts.len() + 1, "{prompts:?}");
    store.put_form_file(&id, None, at(2)).await.unwrap();
    assert_eq!(store.form_file(&id).await.unwrap(), None);
    assert_eq!(store.notices().await.unwrap()[0], before);
}
