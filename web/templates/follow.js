(function(){
/* A button that led on is gone with its step: whoever goes by keyboard or by ear is led to what came in its place. */
var root=document.getElementById("root"),left,place,timer;
function placeAfter(button){
if(button.closest(".st-key-top"))return".st-key-top button";
return button.closest(".st-key-more")?".st-key-rest h2":".st-key-said,h2";
}
function follow(){
var to=left&&!left.isConnected&&root.querySelector(place);
if(!to)return;
left=null;
if(document.activeElement!==document.body)return;
if(to.tagName!=="BUTTON")to.tabIndex=-1;
to.focus();
}
root.addEventListener("click",function(event){
var button=event.target.closest("button");
if(!button)return;
left=button;
place=placeAfter(button);
},true);
new MutationObserver(function(){
clearTimeout(timer);
timer=setTimeout(follow,150);
}).observe(root,{childList:true,subtree:true});
})()
