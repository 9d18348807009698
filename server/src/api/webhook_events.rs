//! What webhooks are told, as the `OpenAPI` document describes it: made of the table of the rules,
//! against which the engine's messages are held.

use dockline_domain::webhook::{COMMON, EventType, Field, Shape};
use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem, PathsBuilder,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{
    ArrayBuilder, KnownFormat, ObjectBuilder, OneOfBuilder, Schema, SchemaFormat, Type,
};
use utoipa::openapi::{Content, OpenApi, RefOr, Required, ResponseBuilder};

/// Writes the types into the document.
pub(super) fn describe(document: &mut OpenApi) {
    let mut webhooks = PathsBuilder::new();
    for kind in EventType::ALL {
        webhooks = webhooks.path(kind.name(), item(*kind));
    }
    document.webhooks = Some(webhooks.build());
}

fn item(kind: EventType) -> PathItem {
    let body = RequestBodyBuilder::new()
        .content("application/json", Content::new(Some(message(kind))))
        .required(Some(Required::True))
        .build();
    let taken = ResponseBuilder::new()
        .description("Any status from 200 to 299 says that it arrived. 410 turns the webhook off.")
        .build();
    let operation = OperationBuilder::new()
        .operation_id(Some(format!("told_{}", kind.name().replace('.', "_"))))
        .tag("webhooks")
        .description(Some(kind.says()))
        .parameters(Some(headers()))
        .request_body(Some(body))
        .response("2XX", taken)
        .build();
    PathItem::new(HttpMethod::Post, operation)
}

/// The headers of Standard Webhooks.
fn headers() -> Vec<Parameter> {
    let header = |name: &str, says: &str| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some(says))
            .schema(Some(text()))
            .build()
    };
    vec![
        header(
            "webhook-id",
            "`evt_…`. It is the same over all tries of a message.",
        ),
        header("webhook-timestamp", "When it was sent, in seconds of Unix."),
        header(
            "webhook-signature",
            "`v1,` and HMAC-SHA256 in base64 of `{id}.{timestamp}.{body}`. Two with a space between them while the secret is replaced.",
        ),
    ]
}

fn message(kind: EventType) -> RefOr<Schema> {
    let fields: Vec<Field> = COMMON
        .into_iter()
        .chain(kind.fields().iter().copied())
        .collect();
    let name = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some([kind.name()]));
    let message = ObjectBuilder::new()
        .property("type", name)
        .property("timestamp", of_text(KnownFormat::DateTime))
        .property("data", object(&fields))
        .required("type")
        .required("timestamp")
        .required("data");
    Schema::from(message).into()
}

fn object(fields: &[Field]) -> ObjectBuilder {
    fields.iter().fold(ObjectBuilder::new(), |object, field| {
        object
            .property(field.name, form(field))
            .required(field.name)
    })
}

fn text() -> Schema {
    ObjectBuilder::new().schema_type(Type::String).into()
}

fn of_text(format: KnownFormat) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(format)))
}

fn form(field: &Field) -> RefOr<Schema> {
    let plain = |object: ObjectBuilder| -> Schema { object.description(Some(field.says)).into() };
    let form = match field.shape {
        Shape::Text => plain(ObjectBuilder::new().schema_type(Type::String)),
        Shape::Word(words) => plain(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .enum_values(Some(words.iter().copied())),
        ),
        Shape::Number => plain(
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .minimum(Some(0)),
        ),
        Shape::Flag => plain(ObjectBuilder::new().schema_type(Type::Boolean)),
        Shape::Day => plain(of_text(KnownFormat::Date)),
        Shape::Time => plain(of_text(KnownFormat::DateTime)),
        Shape::Url => plain(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .format(Some(SchemaFormat::Custom("uri".to_owned()))),
        ),
        Shape::Window => plain(
            ObjectBuilder::new()
                .property("earliest", of_text(KnownFormat::Date))
                .property("latest", of_text(KnownFormat::Date))
                .required("earliest")
                .required("latest"),
        ),
        Shape::Orders => ArrayBuilder::new()
            .items(ObjectBuilder::new().schema_type(Type::String))
            .description(Some(field.says))
            .into(),
        Shape::List(fields) => ArrayBuilder::new()
            .items(object(fields))
            .description(Some(field.says))
            .into(),
    };
    if !field.may_be_null {
        return form.into();
    }
    let null = ObjectBuilder::new().schema_type(Type::Null);
    Schema::from(
        OneOfBuilder::new()
            .item(form)
            .item(Schema::from(null))
            .description(Some(field.says)),
    )
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_describes_each_type_that_webhooks_are_told() {
        let document = serde_json::to_value(crate::api::openapi()).unwrap();
        let told = document["webhooks"].as_object().unwrap();
        assert_eq!(told.len(), EventType::ALL.len());
        for kind in EventType::ALL {
            let post = &told[kind.name()]["post"];
            let schema = &post["requestBody"]["content"]["application/json"]["schema"];
            assert_eq!(schema["properties"]["type"]["enum"][0], kind.name());
            let data = schema["properties"]["data"]["properties"]
                .as_object()
                .unwrap();
            assert_eq!(
                data.len(),
                COMMON.len() + kind.fields().len(),
                "{}",
                kind.name()
            );
        }
    }
}
